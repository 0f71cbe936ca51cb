/**
 * The policies of a route, in the order in which its plugins act: which ones those are says {@link actingOn}. A plugin's
 * `_meta.filter` makes variants of the route.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { all, always } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../model/policy.ts';
import { addressed } from './addressed.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { readExpression } from './expression/expression.ts';
import type { Acting, Owners } from './acting.ts';
import { actingOn, consumerPhase } from './acting.ts';
import { knownPlugins } from './plugins/known.ts';
import { pluginReaders } from './plugins/list.ts';
import type { Use } from './plugins/reader.ts';
import { findsObject, hasReference, hasSecret, withValues } from './reference.ts';
import { errorPage } from './respond.ts';

/** Whether leaving a plugin out could open what it guards; nobody knows that of a plugin of one's own. */
const protection = (name: string): boolean => (knownPlugins.get(name)?.effect ?? 'protection') === 'protection';

/** A plugin's `_meta` beyond priority and filter; `pre_function` is code that may refuse a request. */
function metaPolicies({ name, node }: Use): Policy[] {
  const meta = child(node, '_meta');
  return ['error_response', 'pre_function'].flatMap((part): Policy[] => {
    const source = child(meta, part);
    if (source === undefined) return [];
    return [
      { kind: 'unmapped', origin: `${name}._meta.${part}`, protects: part === 'pre_function', sources: [source] },
    ];
  });
}

function read(reading: Reading, use: Use): readonly Policy[] {
  const protects = protection(use.name);
  const unmapped: Policy = { kind: 'unmapped', origin: use.name, protects, sources: [use.node] };
  // What a secret manager holds is not known here.
  if (hasSecret(use.node)) return [unmapped];
  if (findsObject(reading.environment, use.node)) {
    const route = reading.objects.routes.get(use.route ?? '');
    const affects = { routes: 'all', when: route === undefined ? always : addressed(route) } as const;
    report(reading, 'APX069', { plugin: use.name }, use.node, affects);
    return [unmapped];
  }
  const known = hasReference(use.node) ? readWithValues(reading, use) : pluginReaders.get(use.name)?.read(use, reading);
  return known === undefined ? [unmapped] : [...known, ...metaPolicies(use)];
}

/** With values from the environment in place of references; what comes of it is accounted for as a whole. */
function readWithValues(reading: Reading, use: Use): readonly Policy[] | undefined {
  const node = withValues(reading.environment, use.node);
  const policies = pluginReaders.get(use.name)?.read({ ...use, node }, reading);
  return policies?.map((policy) => ({ ...policy, sources: [use.node] }));
}

/** The policies of one plugin, for the consumers on whose requests it acts. */
function policiesFor(reading: Reading, { use, consumers }: Acting): readonly Policy[] {
  const policies = read(reading, use);
  return consumers === undefined ? policies : policies.map((policy) => ({ ...policy, consumers }));
}

/** Policies for the requests that fulfil a condition. */
export interface Variant {
  readonly condition: Condition;
  readonly policies: readonly Policy[];
}

/** More than this many filters on one route would multiply its rules too much. */
const maxFilters = 3;

/** When a plugin acts: always, for some requests, or `unknown` when nothing here can tell. */
function filterOf(use: Use): Condition | 'unknown' {
  const filter = child(child(use.node, '_meta'), 'filter');
  const expression = filter === undefined ? undefined : readExpression(filter);
  if (expression === undefined) return always;
  return expression.ok && expression.value.unknown.length === 0 ? expression.value.upper : 'unknown';
}

const isAlways = (condition: Condition): boolean => 'always' in condition && condition.always;

interface Filtered {
  readonly policies: readonly Policy[];
  readonly filter: Condition;
}

/** All combinations of filters, from most to fewest plugins: the first whose condition holds counts. */
function variants(parts: readonly Filtered[]): Variant[] {
  const [first, ...rest] = parts;
  if (first === undefined) return [{ condition: always, policies: [] }];
  const others = variants(rest);
  const acting = others.map(({ condition, policies }) => ({
    condition: all([first.filter, condition]),
    policies: [...first.policies, ...policies],
  }));
  return isAlways(first.filter) ? acting : [...acting, ...others];
}

function filtered(reading: Reading, acting: Acting, filter: Condition | 'unknown'): Filtered {
  if (filter !== 'unknown') return { policies: policiesFor(reading, acting), filter };
  const { use, consumers } = acting;
  const policy: Policy = {
    kind: 'unmapped',
    origin: `${use.name}._meta.filter`,
    protects: protection(use.name),
    sources: [use.node],
    ...(consumers === undefined ? {} : { consumers }),
  };
  return { policies: [policy], filter: always };
}

/** APISIX answers 503 to consumers whose group does not exist, as soon as it knows who they are. */
function groupless({ consumers }: Reading): Filtered[] {
  const only = consumers.filter(({ group }) => group?.item === 'missing').map(({ consumer }) => consumer.name);
  if (only.length === 0) return [];
  const refuse = { respond: errorPage(503) };
  const byConsumer = new Map(only.map((name) => [name, refuse]));
  const rest = {
    others: 'pass',
    withoutConsumer: 'pass',
    origin: 'group_id',
    sources: [],
    consumers: { only },
  } as const;
  return [{ policies: [{ kind: 'restrict', byConsumer, ...rest }], filter: always }];
}

/** For requests of a route, or for those without any. At least one variant, the last without condition. */
export function policiesOf(reading: Reading, owners: Owners): Variant[] {
  let filters = 0;
  const parts = (list: readonly Acting[]): Filtered[] =>
    list.map((acting) => {
      const filter = filterOf(acting.use);
      if (filter !== 'unknown' && !isAlways(filter)) filters++;
      return filtered(reading, acting, filters > maxFilters ? 'unknown' : filter);
    });
  const list = actingOn(reading, owners);
  const early = list.filter(({ phase }) => phase < consumerPhase);
  const late = list.filter(({ phase }) => phase >= consumerPhase);
  return variants([...parts(early), ...(owners.length === 0 ? [] : groupless(reading)), ...parts(late)]);
}
