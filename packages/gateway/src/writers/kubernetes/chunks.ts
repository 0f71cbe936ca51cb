/** Lists that are too long for one object: Kubernetes stores objects of up to 1.5 MB, which counts their JSON. */
import { isList, type Json, type JsonObject } from '../envoy/config.ts';

/** Characters of JSON in one object: half of what the store takes, since what is kept beside them counts too. */
const most = 700_000;

/** In order, as many in each list as one object has room for; at least one list. */
export function chunksOf(items: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const chunks: JsonObject[][] = [[]];
  let size = 0;
  for (const item of items) {
    const length = jsonLength(item);
    if (size + length > most && size > 0) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(item);
    size += length;
  }
  return chunks;
}

/** Parts that thousands of items have in common are measured once. */
const measured = new WeakMap<object, number>();

/** Characters of the value as JSON, but for those that are escaped. */
function jsonLength(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object') return 5;
  const known = measured.get(value);
  if (known !== undefined) return known;
  let length = 2;
  if (isList(value)) for (const item of value) length += jsonLength(item) + 1;
  else
    for (const key in value) {
      const member = value[key];
      if (member !== undefined) length += key.length + 4 + jsonLength(member);
    }
  measured.set(value, length);
  return length;
}
