/** Candidates into the model's rules: conditions, policies and action of each route, made once for all its rules. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { all, always, any } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Action, Rule, Timeouts } from '../../model/model.ts';
import type { Respond } from '../../model/respond.ts';
import type { Policy, Unmapped } from '../../model/policy.ts';
import { addressed } from './addressed.ts';
import type { Candidate } from './candidates.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { readExpression } from './expression/expression.ts';
import type { Item } from './objects.ts';
import { pathMatch } from './paths.ts';
import { policiesOf } from './policies.ts';
import { errorPage, routeNotFound } from './respond.ts';
import type { Targets } from './targets.ts';
import { targetOf } from './target.ts';
import { booleanOf, idOf, itemsOf, textOf } from './typed.ts';
import { readTimeouts } from './upstream.ts';

/** Fields that count for nothing when a reference of the route dangles. */
const withoutEffect = [
  'plugins',
  'upstream',
  'upstream_id',
  'service_id',
  'plugin_config_id',
  'timeout',
  'enable_websocket',
] as const;

/** What all rules of one route share. */
interface Shared {
  readonly methods: readonly string[];
  readonly condition: Condition;
  readonly matchSources: readonly Node[];
  readonly policies: readonly Policy[];
  readonly action: Action;
  readonly websocket: boolean;
  readonly timeouts: Timeouts | undefined;
}

interface Dangling {
  readonly node: Node;
  readonly respond: Respond;
  readonly code: 'APX020' | 'APX021';
}

/** The object that a reference names; a dangling one is reported and answered. */
function referenced(
  reading: Reading,
  route: Item,
  field: 'service_id' | 'plugin_config_id',
): { readonly item?: Item; readonly dangling?: Dangling } {
  const node = child(route.node, field);
  if (node === undefined) return {};
  const id = idOf(node) ?? '';
  const [kind, code, respond] =
    field === 'service_id'
      ? (['services', 'APX020', routeNotFound] as const)
      : (['plugin_configs', 'APX021', errorPage(503)] as const);
  const item = reading.objects[kind].get(id);
  if (item !== undefined) {
    reading.used.add(item.node);
    reading.ledger.mark(node, 'exact');
    return { item };
  }
  report(reading, code, { id }, node);
  return { dangling: { node, respond, code } };
}

const closed = (origin: string, sources: readonly Node[]): Unmapped => ({
  kind: 'unmapped',
  origin,
  protects: true,
  sources,
});

/** vars and client addresses as one condition, with what cannot be expressed as closing policies. */
function conditionOf(
  reading: Reading,
  route: Item,
): { readonly condition: Condition; readonly sources: Node[]; readonly closing: Unmapped[] } {
  const parts: Condition[] = [];
  const sources: Node[] = [];
  const closing: Unmapped[] = [];
  for (const name of ['remote_addr', 'remote_addrs']) {
    const node = child(route.node, name);
    if (node === undefined) continue;
    const ranges = (node.kind === 'list' ? itemsOf(node) : [node]).flatMap((item) => textOf(item) ?? []);
    parts.push({ subject: 'clientAddress', within: ranges });
    sources.push(node);
  }
  const vars = child(route.node, 'vars');
  const expression = vars === undefined ? undefined : readExpression(vars);
  if (vars !== undefined && expression?.ok === true) {
    const { upper, unknown } = expression.value;
    parts.push(upper);
    sources.push(vars);
    for (const node of unknown) {
      const affects = { routes: 'all', when: all([addressed(reading, route), ...parts]) } as const;
      report(reading, 'APX035', { route: route.id }, node, affects);
    }
    if (unknown.length > 0) closing.push(closed('vars', unknown));
  }
  for (const name of ['filter_func', 'script', 'script_id']) {
    const node = child(route.node, name);
    if (node !== undefined) closing.push(closed(name, [node]));
  }
  return { condition: all(parts), sources, closing };
}

const isAlways = (condition: Condition): boolean => 'always' in condition && condition.always;

/** Whether a policy answers before the upstream is looked at, or names another; what redirects to https lets https pass. */
function answersItself(policy: Policy): boolean {
  if (policy.kind === 'redirect') return policy.to.kind !== 'https';
  if (policy.kind === 'answer-when') return policy.share === 100 && isAlways(policy.when);
  return (
    policy.kind === 'choose-upstream' &&
    policy.alternatives.some(({ when }) => isAlways(when)) &&
    policy.alternatives.every(
      ({ to }) => to.kind === 'respond' || to.shares.every((share) => share.upstream !== undefined),
    )
  );
}

function shared(reading: Reading, targets: Targets, route: Item): Shared {
  const { condition, sources, closing } = conditionOf(reading, route);
  const methodsNode = child(route.node, 'methods');
  const methods = itemsOf(methodsNode).flatMap((item) => textOf(item) ?? []);
  if (methodsNode !== undefined) sources.push(methodsNode);
  const pluginConfig = referenced(reading, route, 'plugin_config_id');
  const service = referenced(reading, route, 'service_id');
  const match = { methods, condition, matchSources: sources };
  const dangling = pluginConfig.dangling ?? service.dangling;
  if (dangling !== undefined) {
    // APISIX answers before any plugin or global rule has run.
    const action: Action = { kind: 'respond', respond: dangling.respond, sources: [dangling.node] };
    for (const field of withoutEffect) {
      const node = child(route.node, field);
      if (node !== undefined && node !== dangling.node) reading.ledger.mark(node, 'ignored', { code: dangling.code });
    }
    return {
      ...match,
      policies: closing,
      action,
      websocket: false,
      timeouts: undefined,
    };
  }
  const websocket = child(route.node, 'enable_websocket') ?? child(service.item?.node, 'enable_websocket');
  if (websocket !== undefined) reading.ledger.mark(websocket, 'exact');
  const policies = policiesOf(reading, [route, pluginConfig.item, service.item]);
  const answers = policies.some(answersItself);
  return {
    ...match,
    policies: [...closing, ...policies],
    action: targetOf(reading, targets, route, service.item, answers),
    websocket: booleanOf(websocket) === true,
    timeouts: readTimeouts(child(route.node, 'timeout')),
  };
}

/** What a path asks beyond its match, and the policy that closes the route when its expression is no RE2. */
function pathExtras(
  reading: Reading,
  { path, pathNode, route }: Candidate,
): { condition: Condition; closing: Policy[] } {
  if (path.kind === 'pattern' && !path.implied) {
    return { condition: { subject: 'path', prefix: path.prefix }, closing: [] };
  }
  if (path.kind !== 'unknown') return { condition: always, closing: [] };
  const affects = { routes: 'all', when: { subject: 'path', prefix: path.prefix } } as const;
  report(reading, 'APX034', { route: route.id, regex: path.regex }, pathNode, affects);
  return { condition: always, closing: [closed('uri', [pathNode])] };
}

/**
 * nginx knows headers by names with underscores, so `http_x_tenant` is also a header that is really spelt `X_Tenant`. The
 * conditions look at both spellings; a request that carries both, which nginx joins, or a mixed spelling is announced.
 */
function announceUnderscores(reading: Reading, candidates: readonly Candidate[]): void {
  const routes = new Map<Item, { readonly names: ReadonlySet<string>; readonly paths: Condition[] }>();
  for (const { route, path } of candidates) {
    const vars = child(route.node, 'vars');
    if (vars === undefined) continue;
    const known = routes.get(route) ?? { names: underscored(vars), paths: [] };
    routes.set(route, known);
    if (known.names.size === 0) continue;
    known.paths.push({
      subject: 'path',
      ...(path.kind === 'exact' ? { equals: path.path } : { prefix: path.prefix }),
    });
  }
  for (const [route, { names, paths }] of routes) {
    for (const name of names) {
      const when = all([any(paths), spelledOddly(name)]);
      report(reading, 'APX037', { route: route.id, header: name }, child(route.node, 'vars'), { routes: 'all', when });
    }
  }
}

const underscored = (vars: Node): Set<string> => new Set(headerVariables(vars).filter((name) => name.includes('_')));

/** Both usual spellings at once, or one that mixes `-` and `_`. */
function spelledOddly(name: string): Condition {
  const [first = '', ...parts] = name.split('_');
  const spellings =
    parts.length > maximumMixed
      ? []
      : parts.reduce((known, part) => known.flatMap((one) => [`${one}-${part}`, `${one}_${part}`]), [first]);
  const present = (spelling: string): Condition => ({ subject: `header:${spelling}`, present: true });
  const usual = [name.replaceAll('_', '-'), name];
  const mixed = spellings.filter((spelling) => !usual.includes(spelling));
  return any([all(usual.map(present)), ...mixed.map(present)]);
}

/** Underscores in a name up to which mixed spellings, which nobody has been seen to send, are listed. */
const maximumMixed = 3;

/** Names of the headers that an expression looks at, as nginx spells them. */
function headerVariables(node: Node): string[] {
  if (node.kind === 'list') return node.items.flatMap(headerVariables);
  const name = /^http_(.+)$/.exec(textOf(node) ?? '')?.[1]?.toLowerCase();
  return name === undefined || name === 'host' ? [] : [name];
}

/** The ordered rules. */
export function rulesOf(reading: Reading, targets: Targets, candidates: readonly Candidate[]): Rule[] {
  const parts = new Map<Item, Shared>();
  announceUnderscores(reading, candidates);
  const counts = new Map<Item, number>();
  return candidates.map((candidate): Rule => {
    const { route, host, path, pathNode } = candidate;
    const part = parts.get(route) ?? shared(reading, targets, route);
    parts.set(route, part);
    const extras = pathExtras(reading, candidate);
    const count = (counts.get(route) ?? 0) + 1;
    counts.set(route, count);
    return {
      name: count === 1 ? route.id : `${route.id}#${count}`,
      route: route.id,
      host: host.match,
      path: pathMatch(path, [pathNode]),
      methods: part.methods,
      condition: all([host.condition, extras.condition, part.condition]),
      matchSources: part.matchSources,
      policies: [...extras.closing, ...part.policies],
      action: part.action,
      websocket: part.websocket,
      timeouts: part.timeouts,
      source: route.node,
    };
  });
}
