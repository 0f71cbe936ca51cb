/** A failed evaluation: CEL's errors and unknown values. */
export const wrong = Symbol('error');

/** What can be looked up by a key without being made before: headers, metadata. */
export interface Lookup {
  readonly get: (key: string) => Value | undefined;
}

export type Value = string | number | boolean | null | typeof wrong | readonly Value[] | Lookup;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isMap = (value: Value): value is Lookup =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'get' in value;

/** As a format string prints it. */
export function printed(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

export function equal(left: Value, right: Value): boolean {
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((one, at) => equal(one, right[at] ?? null));
  }
  return left === right;
}

/** Plain data (metadata) as a value. */
export function fromData(data: unknown): Value {
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean' || data === null) return data;
  if (Array.isArray(data)) return data.map(fromData);
  if (typeof data !== 'object') return wrong;
  const entries = new Map(Object.entries(data));
  return { get: (key) => (entries.has(key) ? fromData(entries.get(key)) : undefined) };
}
