import { isData } from '../data.ts';
import { bytesOf } from './script.ts';

/** Plain data as a constructor of Lua. */
export function luaLiteral(value: unknown): string {
  if (typeof value === 'string') return luaString(bytesOf(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `{${value.map(luaLiteral).join(',')}}`;
  if (!isData(value)) return 'nil';
  return `{${Object.entries(value)
    .map(([key, one]) => `[${luaString(bytesOf(key))}]=${luaLiteral(one)}`)
    .join(',')}}`;
}

const luaString = (bytes: string): string =>
  `"${bytes.replace(/[^ !#-[\]-~]/g, (char) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`)}"`;
