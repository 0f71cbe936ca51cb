/**
 * Which plugins act on a route's requests, in which order and for whom. Plugins of service, plugin_config and route are merged
 * by whole configurations, the narrower one winning; global rules act beside them; consumers and their groups bring their
 * own once a request is known to be theirs (`apisix/plugin.lua`, merge_consumer_route and run_plugin; observed: plugin-merge
 * and consumer-groups vectors):
 *
 * - in the rewrite phase the route's plugins have acted already, so a consumer's or group's copy acts only where the route
 *   has no such plugin and not both of them bring it; then behind the whole phase;
 * - in all later phases the consumer's copy replaces the group's, and that the route's.
 */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../model/policy.ts';
import type { ReadConsumer } from './consumers.ts';
import type { Reading } from './context.ts';
import type { Item } from './objects.ts';
import type { Phase } from './plugins/known.ts';
import { knownPlugins } from './plugins/known.ts';
import { isDisabled } from './plugins/meta.ts';
import type { Use } from './plugins/reader.ts';
import { numberOf } from './typed.ts';

/** From the narrowest to the widest: route, plugin_config, service; none for requests without route. */
export type Owners = readonly (Item | undefined)[];

/** A plugin that acts, when, and for whom (undefined: for all). */
export interface Acting {
  readonly use: Use;
  readonly global: boolean;
  readonly phase: number;
  readonly priority: number;
  readonly consumers?: Policy['consumers'];
}

const phases: readonly Phase[] = ['rewrite', 'access', 'before_proxy', 'header_filter', 'body_filter', 'log'];
/** Between the rewrite phase and the next one. */
export const consumerPhase = 0.5;

const identifying: ReadonlySet<string> = new Set(['key-auth', 'basic-auth', 'jwt-auth', 'hmac-auth', 'multi-auth']);

function acting(use: Use, global: boolean): Acting {
  const known = knownPlugins.get(use.name);
  const own = numberOf(child(child(use.node, '_meta'), 'priority'));
  const phase = phases.indexOf(known?.phase ?? 'log');
  return { use, global, phase, priority: own ?? known?.priority ?? 0 };
}

const order = (left: Acting, right: Acting): number =>
  left.phase - right.phase || Number(right.global) - Number(left.global) || right.priority - left.priority;

/** By name. */
function merged(owners: Owners): Map<string, Use> {
  const uses = new Map<string, Use>();
  const scope = scopeOf(owners);
  for (const owner of owners) {
    const plugins = child(owner?.node, 'plugins');
    if (owner === undefined || plugins?.kind !== 'object') continue;
    for (const [name, node] of plugins.entries) if (!uses.has(name)) uses.set(name, { name, node, owner, ...scope });
  }
  return uses;
}

/** What one plugin's copies mean to each consumer that has any. */
interface Overlay {
  /** Consumers for whom the route's own copy does not act. */
  readonly except: string[];
  /** Copies that act, with their consumers. */
  readonly copies: Map<Use['node'], { readonly use: Use; readonly only: string[] }>;
}

/** A consumer, its own copy of a plugin, and its group's. */
type Copy = readonly [consumer: string, own: Use | undefined, ofGroup: Use | undefined];

function copiesOf(consumers: readonly ReadConsumer[]): Map<string, Copy[]> {
  const byName = new Map<string, Copy[]>();
  for (const { consumer, group, own, ofGroup } of consumers) {
    // Consumers of a group that does not exist are answered before.
    if (group?.item === 'missing') continue;
    for (const name of new Set([...own, ...ofGroup].map((use) => use.name))) {
      const find = (uses: readonly Use[]): Use | undefined => uses.find((use) => use.name === name);
      byName.set(name, [...(byName.get(name) ?? []), [consumer.name, find(own), find(ofGroup)]]);
    }
  }
  return byName;
}

/** The copies of one plugin against the route's; `early`: it acts in the rewrite phase. */
function overlay(copies: readonly Copy[], ofRoute: boolean, early: boolean, live: (use: Use) => boolean): Overlay {
  const made: Overlay = { except: [], copies: new Map() };
  for (const [consumer, own, ofGroup] of copies) {
    const use = own ?? ofGroup;
    if (use === undefined || (early && (ofRoute || (own !== undefined && ofGroup !== undefined)))) continue;
    made.except.push(consumer);
    if (!live(use)) continue;
    const known = made.copies.get(use.node) ?? { use, only: [] };
    known.only.push(consumer);
    made.copies.set(use.node, known);
  }
  return made;
}

/** Marks what is used, and says whether it is switched on. */
const liveIn =
  ({ used, ledger }: Reading) =>
  (use: Use): boolean => {
    used.add(use.node);
    if (!isDisabled(use.node)) return true;
    ledger.mark(use.node, 'ignored', { code: 'APX053' });
    return false;
  };

/** In order. */
export function actingOn(reading: Reading, owners: Owners): Acting[] {
  const live = liveIn(reading);
  const own = merged(owners);
  const ownLive = new Set([...own.values()].filter((use) => !isDisabled(use.node)).map(({ name }) => name));
  const global = reading.globals
    // Metrics of the route take the place of the global ones.
    .filter((use) => use.name !== 'prometheus' || !ownLive.has(use.name))
    .filter(live)
    .map((use) => acting(use, true));
  const identified = owners.length > 0 && [...ownLive, ...global.map(({ use }) => use.name)].some(isIdentifying);
  const copies = identified ? copiesOf(reading.consumers) : new Map<string, never[]>();
  const brought: Acting[] = [];
  const overlays = new Map<string, Overlay>();
  for (const [name, list] of copies) {
    const early = (knownPlugins.get(name)?.phase ?? 'log') === 'rewrite';
    const made = overlay(list, own.has(name), early, live);
    overlays.set(name, made);
    for (const { use, only } of made.copies.values()) {
      const base = acting({ ...use, ...scopeOf(owners) }, false);
      brought.push({ ...base, phase: early ? consumerPhase : base.phase, consumers: { only } });
    }
  }
  const ofRoute = [...own.values()].filter(live).map((use): Acting => {
    const except = overlays.get(use.name)?.except ?? [];
    return except.length === 0 ? acting(use, false) : { ...acting(use, false), consumers: { except } };
  });
  return [...global, ...ofRoute, ...brought].sort(order);
}

const isIdentifying = (name: string): boolean => identifying.has(name);

const scopeOf = ([route, , service]: Owners): Pick<Use, 'route' | 'service'> => ({
  ...(route === undefined ? {} : { route: route.id }),
  ...(service === undefined ? {} : { service: service.id }),
});
