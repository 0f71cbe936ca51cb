import { type Data, list, table, texts } from '../../envoy/data.ts';
import { compare, labelsOf } from '../object.ts';

/** What `headers` of a rule or a destination asks for. */
export interface Operations {
  readonly fields: Data;
  /** A Host that is set or added names the host instead. */
  readonly authority: string | undefined;
}

export function headerOperations(headers: Data | undefined): Operations {
  const request = table(headers ?? {}, 'request') ?? {};
  const response = table(headers ?? {}, 'response') ?? {};
  const lists = {
    request_headers_to_add: added(request),
    response_headers_to_add: added(response),
    request_headers_to_remove: removed(request),
    response_headers_to_remove: removed(response),
  };
  return {
    fields: Object.fromEntries(Object.entries(lists).filter(([, one]) => one.length > 0)),
    authority: authorityIn(labelsOf(request, 'set')) ?? authorityIn(labelsOf(request, 'add')),
  };
}

function added(operations: Data): readonly Data[] {
  const options = (name: 'set' | 'add', action: string): Data[] =>
    Object.entries(labelsOf(operations, name))
      .filter(([key]) => !internal(key))
      .toSorted(([one], [other]) => compare(one, other))
      .map(([key, value]) => ({ header: { key, value }, append_action: action }));
  return [...options('set', 'OVERWRITE_IF_EXISTS_OR_ADD'), ...options('add', 'APPEND_IF_EXISTS_OR_ADD')];
}

const removed = (operations: Data): readonly string[] => texts(operations, 'remove').filter((key) => !internal(key));

/** Envoy changes neither pseudo headers nor Host. */
const internal = (key: string): boolean => key.startsWith(':') || key.toLowerCase() === 'host';

const authorityIn = (table: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(table).findLast(([key]) => /^(?::authority|host)$/i.test(key))?.[1];

/** Two sets of operations, those of the second after those of the first. */
export function after(first: Data, second: Data): Data {
  const made: Record<string, unknown> = { ...first };
  for (const key of Object.keys(second)) {
    made[key] = [...list(first, key), ...list(second, key)];
  }
  return made;
}
