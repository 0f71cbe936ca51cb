import type { Gateway } from '../gateway.ts';
import { expression } from '../lua/expression.ts';
import { isTable, listOf, numberOf, type Table, tableOf, type Value, valueOf } from '../lua/value.ts';
import { encodeJson } from '../lua/json.ts';
import { plugins } from './list.ts';
import type { Hooks, Placed, Plugin, PluginSet } from './plugin.ts';

const empty: PluginSet = new Map();

/** The plugins of one object, prepared once. `parent` is its resource key, `pointer` its place. */
export function placePlugins(value: Value | undefined, parent: string, pointer: string, gateway: Gateway): PluginSet {
  const table = tableOf(value);
  if (table === undefined) return empty;
  const set = new Map<string, Placed>();
  for (const [name, written] of Object.entries(table)) {
    // A plugin written without anything behind it (YAML null) runs with its defaults.
    const conf = written === null ? {} : tableOf(written);
    if (conf !== undefined) set.set(name, place(name, conf, parent, `${pointer}/${name}`, gateway));
  }
  return set;
}

function place(name: string, written: Table, parent: string, pointer: string, gateway: Gateway): Placed {
  const plugin = plugins.get(name) ?? unknown(name);
  const conf = resolve(written, gateway) ?? written;
  const meta = tableOf(conf['_meta']) ?? {};
  return {
    plugin,
    conf: tableOf(conf) ?? written,
    hooks: plugin.compile(tableOf(conf) ?? written, { gateway, parent }),
    disabled: meta['disable'] === true,
    filter: meta['filter'] === undefined ? undefined : expression(listOf(meta['filter'])),
    priority: numberOf(meta['priority']),
    errorResponse: meta['error_response'],
    unknown: [
      ...(meta['pre_function'] === undefined ? [] : ['_meta.pre_function']),
      ...(encodeJson(conf).includes('$secret://') ? ['$secret://'] : []),
    ],
    pointer,
    fromConsumer: false,
    skipInConsumer: false,
  };
}

/** A plugin that is not known: it says so whenever it would run. */
function unknown(name: string): Plugin {
  const say: Hooks['access'] = (context) => {
    context.notCovered.add(name);
    return undefined;
  };
  return { name, priority: 0, compile: () => ({ access: say }) };
}

/** `$env://NAME` (also `$ENV://`) as a whole value; one that is not set stays as written. */
function resolve(value: Table, gateway: Gateway): Table {
  const table: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const [key, item] of Object.entries(value)) if (item !== undefined) table[key] = resolveValue(item, gateway);
  return table;
}

export function resolveValue(value: Value, gateway: Gateway): Value {
  if (typeof value === 'string') {
    const found = /^\$env:\/\/([^/]+)(?:\/(.+))?$/i.exec(value);
    if (found === null) return value;
    const text = gateway.environment[found[1] ?? ''];
    return found[2] === undefined || text === undefined ? (text ?? value) : (jsonField(text, found[2]) ?? value);
  }
  if (Array.isArray(value)) return value.map((item: Value) => resolveValue(item, gateway));
  return isTable(value) ? resolve(value, gateway) : value;
}

/** `$env://NAME/field`: one field of a JSON text. */
function jsonField(text: string, field: string): Value | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    return valueOf(Reflect.get(parsed, field));
  } catch {
    return undefined;
  }
}
