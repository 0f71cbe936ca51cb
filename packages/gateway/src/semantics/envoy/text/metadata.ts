import { isData } from '../data.ts';

/** A value inside metadata, by its path. */
export function valueAt(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const key of path) value = isData(value) ? value[key] : undefined;
  return value;
}
