/**
 * From documents to objects, as APISIX loads a file (`apisix/core/config_yaml.lua`, sync_data): invalid objects are dropped,
 * of two with one id the later takes the place of the earlier.
 */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { isObject, kindOf } from '@banyan/core/document/values.ts';
import { idOf } from './typed.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import type { Item, Kind, Objects } from './objects.ts';
import { kinds } from './objects.ts';
import { checkItem } from './check.ts';
import { itemsOf } from './typed.ts';

interface Loading extends Pick<Reading, 'ledger' | 'findings'> {
  /** Plugins that are loaded; undefined for those that are by default. */
  readonly plugins: ReadonlySet<string> | undefined;
}

const isKind = (name: string): name is Kind => kinds.some((kind) => kind === name);

/** Drops a whole object: nothing of it has an effect. */
export function drop(
  reading: Loading,
  node: Node,
  code: 'APX005' | 'APX006' | 'APX010' | 'APX011' | 'APX050' | 'APX051',
): void {
  reading.ledger.mark(node, 'ignored', { code });
}

function loadItem(reading: Loading, kind: Kind, node: Node, index: number): Item | undefined {
  const id = idOf(isObject(node) ? (node.entries.get('id') ?? node.entries.get('username')) : undefined);
  const name = id ?? `arr_${index + 1}`;
  const found = checkItem(kind, node, reading.plugins);
  if (found === undefined && isObject(node)) return { kind, id: name, node };
  if (found?.code === 'APX050') {
    report(reading, 'APX050', { kind, id: name, plugin: found.plugin }, found.node);
    drop(reading, node, 'APX050');
  } else if (found?.code === 'APX051') {
    const { plugin, rule, detail } = found;
    report(reading, 'APX051', { kind, id: name, plugin, rule, detail }, found.node);
    drop(reading, node, 'APX051');
  } else {
    const { rule, detail } = found ?? { rule: 'type', detail: 'object' };
    report(reading, 'APX010', { kind, id: name, rule, detail }, found?.node ?? node);
    drop(reading, node, 'APX010');
  }
  return undefined;
}

function loadSection(reading: Loading, kind: Kind, section: Node): Map<string, Item> {
  const items = new Map<string, Item>();
  if (section.kind !== 'list') {
    if (kindOf(section) !== 'null') report(reading, 'APX006', { name: kind, found: kindOf(section) }, section);
    drop(reading, section, 'APX006');
    return items;
  }
  if (section.items.length === 0) reading.ledger.mark(section, 'exact');
  for (const [index, node] of itemsOf(section).entries()) {
    const item = loadItem(reading, kind, node, index);
    if (item === undefined) continue;
    const earlier = items.get(item.id);
    if (earlier !== undefined) {
      const { line } = placeOf(item.node);
      report(reading, 'APX011', { kind, id: item.id, line }, earlier.node);
      drop(reading, earlier.node, 'APX011');
    }
    items.set(item.id, item);
  }
  return items;
}

/** The objects of the first document; everything else is marked as without effect. */
export function load(reading: Loading, root: ObjectNode): Objects {
  const loaded = new Map<Kind, Map<string, Item>>();
  if (root.entries.size === 0) reading.ledger.mark(root, 'ignored', { code: 'APX015' });
  for (const [name, section] of root.entries) {
    // The list of enabled plugins has been read with the static configuration.
    if (name === 'plugins') continue;
    if (isKind(name)) loaded.set(name, loadSection(reading, name, section));
    else {
      report(reading, 'APX005', { name }, section);
      drop(reading, section, 'APX005');
    }
  }
  const of = (kind: Kind): ReadonlyMap<string, Item> => loaded.get(kind) ?? new Map<string, Item>();
  return {
    routes: of('routes'),
    services: of('services'),
    upstreams: of('upstreams'),
    consumers: of('consumers'),
    consumer_groups: of('consumer_groups'),
    plugin_configs: of('plugin_configs'),
    global_rules: of('global_rules'),
    ssls: of('ssls'),
    plugin_metadata: of('plugin_metadata'),
    protos: of('protos'),
    secrets: of('secrets'),
    stream_routes: of('stream_routes'),
  };
}
