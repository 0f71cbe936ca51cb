import { isList, isTable, type Value, valueOf } from '../lua/value.ts';
import { parseArguments } from './arguments.ts';
import type { Exchange } from './exchange.ts';
import { firstHeader } from './headers.ts';
import { textOfBytes } from '@banyan/core/condition/path.ts';

/**
 * `post_arg.<path>`: a field of a JSON or form body, chosen by the content type (get_request_body_table in
 * apisix/core/request.lua). Paths with `[` , `*` or `..` are JSONPath and find a list; here only the plain dotted path
 * and `[*]`, `[n]` steps are known.
 */
export function postArgument(path: string): (exchange: Exchange) => Value | undefined {
  const query = /[[*]|\.\./.test(path);
  const steps = query ? [] : path.split('.');
  return (exchange) => {
    const body = parsedBody(exchange);
    if (body === undefined) return undefined;
    if (query) {
      const found = select(body, path);
      return found.length === 0 ? undefined : found;
    }
    let current: Value | undefined = body;
    for (const step of steps) {
      if (!isTable(current)) return undefined;
      current = current[step];
    }
    return current;
  };
}

function parsedBody(exchange: Exchange): Value | undefined {
  const type = firstHeader(exchange.headers, 'content-type') ?? '';
  if (type.includes('application/json')) return parseJson(exchange.body);
  if (!type.includes('application/x-www-form-urlencoded')) return undefined;
  const fields: Record<string, Value> = {};
  for (const [name, values] of parseArguments(exchange.body ?? ''))
    fields[name] = values.length === 1 ? (values[0] ?? true) : values;
  return fields;
}

/** JSON text of a body; undefined when it is none or no object or list. */
export function parseJson(body: string | undefined): Value | undefined {
  if (body === undefined || body === '') return undefined;
  try {
    return valueOf(JSON.parse(textOfBytes(body)));
  } catch {
    return undefined;
  }
}

function select(root: Value, path: string): readonly Value[] {
  let current: Value[] = [root];
  for (const step of path.match(/\.\.[^.[\]]+|[^.[\]]+|\[(?:\*|\d+)\]/g) ?? []) {
    current = current.flatMap((value) => children(value, step));
  }
  return current;
}

function children(value: Value, step: string): readonly Value[] {
  if (step.startsWith('..')) return descend(value, step.slice(2));
  const name = step.startsWith('[') ? step.slice(1, -1) : step;
  const found = isList(value) ? value : isTable(value) ? Object.values(value) : [];
  const item =
    name === '*' ? undefined : isList(value) ? value[Number(name)] : isTable(value) ? value[name] : undefined;
  return name === '*' ? found.filter((one) => one !== undefined) : item === undefined ? [] : [item];
}

function descend(value: Value, name: string): readonly Value[] {
  const own = isTable(value) && value[name] !== undefined ? [value[name]] : [];
  const below = isList(value) ? value : isTable(value) ? Object.values(value) : [];
  return [...own, ...below.flatMap((one) => (one === undefined ? [] : descend(one, name)))];
}
