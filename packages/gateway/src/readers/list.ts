/** The formats that can be read. Add one: a folder beside this file, and a line here. */
import { apisixReader } from './apisix/reader.ts';
import type { Reader } from './reader.ts';

const list: readonly Reader[] = [apisixReader];

/** Everything that `--from` takes: formats, whose form is then looked for, and the forms of each. */
export const sourceFormats: readonly string[] = list.flatMap(({ format, doors }) => [format, ...doors]);

/** The reader of a format or of one of its forms, which is then named. */
export function readerOf(name: string): { readonly reader: Reader; readonly door: string | undefined } | undefined {
  const reader = list.find(({ format, doors }) => format === name || doors.includes(name));
  return reader === undefined ? undefined : { reader, door: reader.format === name ? undefined : name };
}
