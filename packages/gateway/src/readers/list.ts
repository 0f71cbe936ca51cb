/** The formats that can be read. Add one: a folder beside this file, and a line here. */
import { apisixReader } from './apisix/reader.ts';
import type { Reader } from './reader.ts';

const list: readonly Reader[] = [apisixReader];

export const readers: ReadonlyMap<string, Reader> = new Map(list.map((reader) => [reader.format, reader]));
