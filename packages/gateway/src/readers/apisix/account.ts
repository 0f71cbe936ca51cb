/** Marks what has no effect of its own: names and descriptions, and objects that nothing uses. */
import { always, never } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { eachLeaf } from '@banyan/core/ledger/ledger.ts';
import type { Reading } from './context.ts';
import { markRest, report } from './context.ts';
import type { Item } from './objects.ts';
import { descriptive } from './schema/common.ts';
import { emptyTable, scalarOf } from './typed.ts';

/** Fields that take effect through the order and the names of rules, or through merging. */
const carried = ['id', 'username', 'status', 'priority'] as const;

/** An empty table, which YAML's null is to APISIX too: where nothing reads it, it stands for nothing. */
const isNothing = (leaf: Node): boolean => leaf.kind !== 'scalar' || scalarOf(leaf) === emptyTable;

function describeItem({ ledger, used }: Reading, item: Item): void {
  eachLeaf(item.node, (leaf) => {
    // A plugin with all its defaults is an empty table that does something.
    if (isNothing(leaf) && !used.has(leaf) && ledger.entry(leaf) === undefined)
      ledger.mark(leaf, 'ignored', { code: 'APX015' });
  });
  for (const field of descriptive) {
    const node = child(item.node, field);
    if (node === undefined) continue;
    if (used.has(node)) ledger.mark(node, 'exact');
    else markRest({ ledger }, node, 'ignored', 'APX014');
  }
  for (const field of carried) {
    const node = child(item.node, field);
    if (node !== undefined) ledger.mark(node, 'exact');
  }
}

/** Parts of a used object that every user of it overrides. */
function overridden(reading: Reading, item: Item): void {
  const plugins = child(item.node, 'plugins');
  if (plugins?.kind === 'object') {
    if (plugins.entries.size === 0) reading.ledger.mark(plugins, 'ignored', { code: 'APX015' });
    for (const node of plugins.entries.values()) {
      if (!reading.used.has(node)) reading.ledger.mark(node, 'ignored', { code: 'APX055' });
    }
  }
  for (const field of ['upstream', 'upstream_id', 'hosts', 'enable_websocket']) {
    const node = child(item.node, field);
    if (node !== undefined && !reading.used.has(node)) markRest(reading, node, 'ignored', 'APX055');
  }
}

/** Whether a plugin of that name acts somewhere. */
function isUsed({ objects, used }: Reading, plugin: string): boolean {
  return (['routes', 'services', 'plugin_configs', 'global_rules', 'consumers', 'consumer_groups'] as const).some(
    (kind) =>
      Array.from(objects[kind].values()).some(({ node }) => {
        const own = child(child(node, 'plugins'), plugin);
        return own !== undefined && used.has(own);
      }),
  );
}

/** Metadata acts through the plugin of its name, wherever that runs. */
function accountMetadata(reading: Reading, item: Item): void {
  const id = child(item.node, 'id');
  if (id !== undefined) reading.ledger.mark(id, 'ignored', { code: 'APX014' });
  // A plugin with a mapping has said what it takes from here; the writer marks it.
  if (reading.used.has(item.node)) return;
  const acts = isUsed(reading, item.id);
  if (acts) {
    report(reading, 'APX068', { plugin: item.id }, item.node, { routes: 'all', when: always });
    reading.ledger.mark(item.node, 'unsupported', { code: 'APX068' });
  } else reading.ledger.mark(item.node, 'ignored', { code: 'APX013' });
}

/** To be called when all routes have been read. `partly`: objects that only routes use that nobody asked for are no news. */
export function account(reading: Reading, partly = false): void {
  const { objects } = reading;
  for (const kind of ['services', 'upstreams', 'plugin_configs'] as const) {
    for (const item of objects[kind].values()) {
      if (reading.used.has(item.node)) {
        describeItem(reading, item);
        overridden(reading, item);
      } else if (partly) {
        reading.ledger.mark(item.node, 'ignored', { code: 'APX102' });
      } else {
        report(reading, 'APX013', { kind, id: item.id }, item.node);
        reading.ledger.mark(item.node, 'ignored', { code: 'APX013' });
      }
    }
  }
  for (const item of objects.plugin_metadata.values()) accountMetadata(reading, item);
  for (const kind of ['protos', 'secrets', 'stream_routes'] as const) {
    for (const item of objects[kind].values()) {
      // Stream routes answer no HTTP request; the others act through what refers to them, which says so itself.
      report(reading, 'APX067', { kind, id: item.id }, item.node, { routes: [], when: never });
      reading.ledger.conceal(item.node);
      reading.ledger.mark(item.node, 'unsupported', { code: 'APX067' });
    }
  }
  for (const kind of ['routes', 'consumers', 'consumer_groups', 'global_rules', 'ssls'] as const) {
    for (const item of objects[kind].values()) {
      describeItem(reading, item);
      overridden(reading, item);
    }
  }
}
