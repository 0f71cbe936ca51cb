/**
 * The policies of a route, in the order in which its plugins act: which ones those are says {@link actingOn}. A plugin's
 * `_meta.filter` makes variants of the route.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { always } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../model/policy.ts';
import type { StatusTest } from '../../model/transforms.ts';
import { addressed } from './addressed.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { readExpression } from './expression/expression.ts';
import type { Acting, Owners } from './acting.ts';
import { actingOn, consumerPhase } from './acting.ts';
import { knownPlugins } from './plugins/known.ts';
import { pluginReaders } from './plugins/list.ts';
import { statusTests } from './plugins/status-tests.ts';
import type { Use } from './plugins/reader.ts';
import { findsObject, hasReference, hasSecret, withValues } from './reference.ts';
import { errorPage } from './respond.ts';
import { textOf, valueOf } from './typed.ts';

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
  const watches = knownPlugins.get(use.name)?.effect === 'observation';
  const unmapped: Policy = {
    kind: 'unmapped',
    origin: use.name,
    protects,
    ...(watches ? { watches: true as const } : {}),
    sources: [use.node],
  };
  // What a secret manager holds is not known here.
  if (hasSecret(use.node)) return [unmapped];
  if (findsObject(reading.environment, use.node)) {
    const route = reading.objects.routes.get(use.route ?? '');
    const affects = { routes: 'all', when: route === undefined ? always : addressed(reading, route) } as const;
    report(reading, 'APX069', { plugin: use.name }, use.node, affects);
    return [unmapped];
  }
  const known = hasReference(use.node) ? readWithValues(reading, use) : pluginReaders.get(use.name)?.read(use, reading);
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

/** With values from the environment in place of references; what comes of it is accounted for as a whole. */
function readWithValues(reading: Reading, use: Use): readonly Policy[] | undefined {
  const node = withValues(reading.environment, use.node);
  const policies = pluginReaders.get(use.name)?.read({ ...use, node }, reading);
  return policies?.map((policy) => ({ ...policy, sources: [use.node] }));
}

interface Filter {
  /** `unknown` when nothing here can tell. */
  readonly when: Condition | 'unknown';
  /** What it asks of the answer's status, which only plugins that act on answers know. */
  readonly statuses: readonly StatusTest[];
}

/** When a plugin acts: always, for some requests, or for some answers. */
function filterOf(use: Use): Filter {
  const { rest, statuses } = statusTests(child(child(use.node, '_meta'), 'filter'));
  const expression = rest === undefined ? undefined : readExpression(rest);
  if (expression === undefined) return { when: always, statuses };
  const known = expression.ok && expression.value.unknown.length === 0;
  return { when: known ? expression.value.upper : 'unknown', statuses };
}

/** The policies for answers with these statuses; undefined when one of them acts before. */
function forStatuses(policies: readonly Policy[], statuses: readonly StatusTest[]): readonly Policy[] | undefined {
  if (statuses.length === 0) return policies;
  const found = policies.flatMap((policy) =>
    policy.kind === 'rewrite-response' ? [{ ...policy, statuses: [...policy.statuses, ...statuses] }] : [],
  );
  return found.length === policies.length ? found : undefined;
}

const isAlways = (condition: Condition): boolean => 'always' in condition && condition.always;

/** What a plugin does, for the requests that its filter lets it see and the consumers on whose requests it acts. */
function filtered(reading: Reading, { use, consumers }: Acting): readonly Policy[] {
  const { when, statuses } = filterOf(use);
  const base = {
    origin: `${use.name}._meta.filter`,
    sources: [use.node],
    ...(consumers === undefined ? {} : { consumers }),
  };
  const policies = when === 'unknown' ? undefined : forStatuses(read(reading, use), statuses);
  if (when === 'unknown' || policies === undefined)
    return [{ kind: 'unmapped', protects: protection(use.name), ...base }];
  if (!isAlways(when)) return [{ kind: 'branch', when, policies, ...base }];
  return consumers === undefined ? policies : policies.map((policy) => ({ ...policy, consumers }));
}

/** APISIX answers 503 to consumers whose group does not exist, as soon as it knows who they are. */
function groupless({ consumers }: Reading): readonly Policy[] {
  const only = consumers.filter(({ group }) => group?.item === 'missing').map(({ consumer }) => consumer.name);
  if (only.length === 0) return [];
  const refuse = { respond: errorPage(503) };
  const byConsumer = new Map(only.map((name) => [name, refuse]));
  const rest = { origin: 'group_id', sources: [], consumers: { only } };
  return [{ kind: 'restrict', byConsumer, others: 'pass', withoutConsumer: 'pass', ...rest }];
}

/** For requests of a route, or for those without any. */
export function policiesOf(reading: Reading, owners: Owners): Policy[] {
  const list = actingOn(reading, owners);
  const policies = (part: readonly Acting[]): readonly Policy[] =>
    part.flatMap((acting) => {
      const made = filtered(reading, acting);
      if (!acting.global) return made;
      const global = acting.phase < consumerPhase ? 'before-route' : 'beside-route';
      return made.map((policy) => ({ ...policy, global }));
    });
  return [
    ...policies(list.filter(({ phase }) => phase < consumerPhase)),
    ...(owners.length === 0 ? [] : groupless(reading)),
    ...policies(list.filter(({ phase }) => phase >= consumerPhase)),
  ];
}
