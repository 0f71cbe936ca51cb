import { bytesOfText, textOfBytes } from '@banyan/core/condition/path.ts';
import { numberText } from './number.ts';
import { isList, isTable, type Value } from './value.ts';

/**
 * JSON as cjson writes it: no blanks, `/` plain, numbers with at most 14 digits, an empty table as an object. The order
 * of keys is that of the configuration; that of the real gateway is not stable.
 */
export function encodeJson(value: Value): string {
  if (typeof value === 'string') return bytesOfText(JSON.stringify(textOfBytes(value)));
  if (typeof value === 'number') return numberText(value);
  if (isList(value)) return value.length === 0 ? '[]' : `[${value.map(encodeJson).join(',')}]`;
  if (isTable(value))
    return `{${Object.entries(value)
      .flatMap(([key, item]) => (item === undefined ? [] : [`${encodeJson(key)}:${encodeJson(item)}`]))
      .join(',')}}`;
  return String(value);
}
