/**
 * The policies of a route: plugins of its service, plugin_config and the route itself merged by whole configurations, the
 * narrower one winning, and the global rules beside them (`apisix/plugin.lua`, `apisix/plugin_config.lua`).
 */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../model/policy.ts';
import type { Reading } from './context.ts';
import type { Item } from './objects.ts';
import type { Phase } from './plugins/known.ts';
import { knownPlugins } from './plugins/known.ts';
import { pluginReaders } from './plugins/list.ts';
import { isDisabled } from './plugins/meta.ts';
import type { Use } from './plugins/reader.ts';
import { numberOf } from './typed.ts';

const phases: readonly Phase[] = ['rewrite', 'access', 'before_proxy', 'header_filter', 'body_filter', 'log'];

/** A plugin that acts, and when. */
interface Acting {
  readonly use: Use;
  readonly global: boolean;
  readonly phase: number;
  readonly priority: number;
}

function acting(use: Use, global: boolean): Acting {
  const known = knownPlugins.get(use.name);
  const own = numberOf(child(child(use.node, '_meta'), 'priority'));
  return {
    use,
    global,
    phase: phases.indexOf(known?.phase ?? 'log'),
    priority: own ?? known?.priority ?? 0,
  };
}

const order = (left: Acting, right: Acting): number =>
  left.phase - right.phase || Number(right.global) - Number(left.global) || right.priority - left.priority;

function usesOf(owner: Item | undefined): Use[] {
  const plugins = child(owner?.node, 'plugins');
  if (owner === undefined || plugins?.kind !== 'object') return [];
  return Array.from(plugins.entries, ([name, node]) => ({ name, node, owner }));
}

/** By name; `owners` from the narrowest to the widest. */
function merged(owners: readonly (Item | undefined)[]): Map<string, Use> {
  const uses = new Map<string, Use>();
  for (const owner of owners) for (const use of usesOf(owner)) if (!uses.has(use.name)) uses.set(use.name, use);
  return uses;
}

function read(reading: Reading, use: Use): readonly Policy[] {
  reading.used.add(use.node);
  const known = pluginReaders.get(use.name)?.read(use, reading);
  if (known !== undefined) return known;
  const protects = knownPlugins.get(use.name)?.effect === 'protection';
  return [{ kind: 'unmapped', origin: use.name, protects, sources: [use.node] }];
}

/** `owners`: route, plugin_config, service; global rules join in. */
export function policiesOf(reading: Reading, owners: readonly (Item | undefined)[]): Policy[] {
  const own = Array.from(merged(owners).values(), (use) => acting(use, false));
  const global = reading.globals.map((use) => acting(use, true));
  const live = [...global, ...own].filter(({ use }) => {
    reading.used.add(use.node);
    if (!isDisabled(use.node)) return true;
    reading.ledger.mark(use.node, 'ignored', { code: 'APX053' });
    return false;
  });
  return live.sort(order).flatMap(({ use }) => read(reading, use));
}
