/**
 * From what a door hands over to objects, as APISIX loads them (`apisix/core/config_yaml.lua`, sync_data; `config_etcd.lua`):
 * invalid objects are dropped, of two with one id the later takes the place of the earlier.
 */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { isObject } from '@banyan/core/document/values.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import type { Acceptance, Given, Opened } from './doors/door.ts';
import type { Item, Kind, Objects } from './objects.ts';
import type { ItemProblem } from './check.ts';
import { checkItem } from './check.ts';
import { isLoaded } from './plugins/check.ts';

interface Loading extends Pick<Reading, 'ledger' | 'findings'> {
  /** Plugins that are loaded; undefined for those that are by default. */
  readonly plugins: ReadonlySet<string> | undefined;
  readonly acceptance: Acceptance;
}

/** Says why an object has no effect, in the words of its door; the code that the ledger keeps. */
function sayDropped(
  reading: Loading,
  item: Pick<Item, 'kind' | 'id'>,
  node: Node,
  found: ItemProblem | undefined,
): 'APX010' | 'APX050' | 'APX051' | 'APX091' {
  const { kind, id } = item;
  const at = found?.node ?? node;
  if (reading.acceptance === 'refused') {
    const plugin = found?.code === undefined ? '' : found.plugin;
    const { rule, detail } = found?.code === 'APX050' ? { rule: 'unknown', detail: found.plugin } : orType(found);
    report(reading, 'APX091', { kind, id, plugin, rule, detail }, at);
    return 'APX091';
  }
  if (found?.code === 'APX050') {
    report(reading, 'APX050', { kind, id, plugin: found.plugin }, at);
    return 'APX050';
  }
  const { rule, detail } = orType(found);
  if (found?.code === 'APX051') report(reading, 'APX051', { kind, id, plugin: found.plugin, rule, detail }, at);
  else report(reading, 'APX010', { kind, id, rule, detail }, at);
  return found?.code ?? 'APX010';
}

type Broken = Exclude<ItemProblem, { readonly code: 'APX050' }>;
const orType = (found: Broken | undefined): Pick<Broken, 'rule' | 'detail'> =>
  found ?? { rule: 'type', detail: 'object' };

/** From the store, plugins that are not loaded are left out and the rest of the object counts. */
function withoutUnknown(reading: Loading, kind: Kind, id: string, node: ObjectNode): ObjectNode {
  const plugins = node.entries.get('plugins');
  if (reading.acceptance !== 'store' || plugins?.kind !== 'object' || kind === 'stream_routes') return node;
  const known = new Map(plugins.entries);
  for (const [plugin, configuration] of plugins.entries) {
    if (isLoaded(plugin, reading.plugins)) continue;
    report(reading, 'APX092', { kind, id, plugin }, configuration);
    reading.ledger.mark(configuration, 'ignored', { code: 'APX092' });
    known.delete(plugin);
  }
  if (known.size === plugins.entries.size) return node;
  return { ...node, entries: new Map(node.entries).set('plugins', { ...plugins, entries: known }) };
}

function loadItem(reading: Loading, kind: Kind, { id, node }: Given): Item | undefined {
  const item = isObject(node) ? { kind, id, node: withoutUnknown(reading, kind, id, node) } : undefined;
  const found = checkItem(kind, id, item?.node ?? node, reading.plugins);
  if (item !== undefined && found === undefined) return item;
  reading.ledger.mark(node, 'ignored', { code: sayDropped(reading, { kind, id }, node, found) });
  return undefined;
}

function loadSection(reading: Loading, kind: Kind, section: readonly Given[]): Map<string, Item> {
  const items = new Map<string, Item>();
  for (const given of section) {
    const item = loadItem(reading, kind, given);
    if (item === undefined) continue;
    const earlier = items.get(item.id);
    if (earlier !== undefined) {
      const { line } = placeOf(item.node);
      report(reading, 'APX011', { kind, id: item.id, line }, earlier.node);
      reading.ledger.mark(earlier.node, 'ignored', { code: 'APX011' });
    }
    items.set(item.id, item);
  }
  return items;
}

/** The objects that APISIX has after loading; everything else is marked as without effect. */
export function load(reading: Loading, { sections }: Pick<Opened, 'sections'>): Objects {
  const of = (kind: Kind): ReadonlyMap<string, Item> => loadSection(reading, kind, sections.get(kind) ?? []);
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
