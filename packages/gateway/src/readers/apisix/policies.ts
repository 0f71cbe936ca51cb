/**
 * The policies of a route: plugins of its service, plugin_config and the route itself merged by whole configurations, the
 * narrower one winning, and the global rules beside them (`apisix/plugin.lua`, `apisix/plugin_config.lua`).
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { always } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../model/policy.ts';
import type { Reading } from './context.ts';
import { readExpression } from './expression/expression.ts';
import type { Item } from './objects.ts';
import { hasReference } from './plugins/fields.ts';
import type { Phase } from './plugins/known.ts';
import { knownPlugins } from './plugins/known.ts';
import { pluginReaders } from './plugins/list.ts';
import { isDisabled } from './plugins/meta.ts';
import type { Use } from './plugins/reader.ts';
import { numberOf, textOf, valueOf } from './typed.ts';

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

/** Whether leaving a plugin out could open what it guards; nobody knows that of a plugin of one's own. */
const protection = (name: string): boolean => (knownPlugins.get(name)?.effect ?? 'protection') === 'protection';

/** `_meta.pre_function` is code that may refuse a request. */
function metaPolicies({ name, node }: Use): Policy[] {
  const source = child(child(node, '_meta'), 'pre_function');
  return source === undefined
    ? []
    : [{ kind: 'unmapped', origin: `${name}._meta.pre_function`, protects: true, sources: [source] }];
}

function read(reading: Reading, use: Use): readonly Policy[] {
  const protects = protection(use.name);
  const unmapped: Policy = { kind: 'unmapped', origin: use.name, protects, sources: [use.node] };
  // What APISIX looks up while it runs is not known here.
  if (hasReference(use.node)) return [unmapped];
  const known = pluginReaders.get(use.name)?.read(use, reading);
  if (known === undefined) return [unmapped];
  const refusalBody = refusalOf(child(child(use.node, '_meta'), 'error_response'));
  const worded = refusalBody === undefined ? known : known.map((policy) => ({ ...policy, refusalBody }));
  return [...worded, ...metaPolicies(use)];
}

/** A text as it is, anything else as JSON and a line feed. */
function refusalOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  return textOf(node) ?? `${JSON.stringify(valueOf(node))}\n`;
}

/** When a plugin acts: always, for some requests, or `unknown` when nothing here can tell. */
function filterOf(use: Use): Condition | 'unknown' {
  const filter = child(child(use.node, '_meta'), 'filter');
  const expression = filter === undefined ? undefined : readExpression(filter);
  if (expression === undefined) return always;
  return expression.ok && expression.value.unknown.length === 0 ? expression.value.upper : 'unknown';
}

const isAlways = (condition: Condition): boolean => 'always' in condition && condition.always;

/** What a plugin does, for the requests that its filter lets it see. */
function filtered(reading: Reading, use: Use): readonly Policy[] {
  const filter = filterOf(use);
  const base = { origin: `${use.name}._meta.filter`, sources: [use.node] };
  if (filter === 'unknown') return [{ kind: 'unmapped', protects: protection(use.name), ...base }];
  const policies = read(reading, use);
  return isAlways(filter) ? policies : [{ kind: 'branch', when: filter, policies, ...base }];
}

/** `owners`: route, plugin_config, service; global rules join in. */
export function policiesOf(reading: Reading, owners: readonly (Item | undefined)[]): Policy[] {
  const own = Array.from(merged(owners).values(), (use) => acting(use, false));
  const overriding = new Set(own.filter(({ use }) => !isDisabled(use.node)).map(({ use }) => use.name));
  const global = reading.globals
    // Metrics of the route take the place of the global ones.
    .filter((use) => use.name !== 'prometheus' || !overriding.has(use.name))
    .map((use) => acting(use, true));
  const live = [...global, ...own].filter(({ use }) => {
    reading.used.add(use.node);
    if (!isDisabled(use.node)) return true;
    reading.ledger.mark(use.node, 'ignored', { code: 'APX053' });
    return false;
  });
  return live.sort(order).flatMap(({ use }) => filtered(reading, use));
}
