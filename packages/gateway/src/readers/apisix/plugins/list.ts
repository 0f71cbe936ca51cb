/** The plugins that have a mapping. Add one: a file beside this one, and a line here. */
import type { PluginReader } from './reader.ts';

const list: readonly PluginReader[] = [];

export const pluginReaders: ReadonlyMap<string, PluginReader> = new Map(list.map((reader) => [reader.name, reader]));
