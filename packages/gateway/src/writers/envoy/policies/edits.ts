/** Header edits of a variant that were decided before, for scripts that show the request to others. */
import type { JsonObject } from '../config.ts';
import type { Variant } from './variant.ts';

export interface Edit {
  readonly name: string;
  /** undefined where the header is taken off. */
  readonly value: string | undefined;
  readonly adds: boolean;
}

/** In their order; undefined where a value is only known later. */
export function edits({ requestMutations }: Variant): readonly Edit[] | undefined {
  const found = requestMutations.map(editOf);
  return found.every((one) => one !== undefined) ? found : undefined;
}

function editOf({ remove, append }: JsonObject): Edit | undefined {
  if (typeof remove === 'string') return { name: remove, value: undefined, adds: false };
  const [header, action] = ['header', 'append_action'].map((part): unknown => Reflect.get(Object(append), part));
  const [name, value] = ['key', 'value'].map((part): unknown => Reflect.get(Object(header), part));
  if (typeof name !== 'string' || typeof value !== 'string') return undefined;
  if (/%/.test(value.replaceAll('%%', ''))) return undefined;
  return { name, value: value.replaceAll('%%', '%'), adds: action === undefined };
}
