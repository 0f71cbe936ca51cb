/** Marks in the ledger what became of each rule's sources, and says for which requests the answers differ. */
import { all, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Credential, Model, Rule } from '../../model/model.ts';
import type { Policy } from '../../model/policy.ts';
import type { Upstream } from '../../model/upstream.ts';
import { priorities } from './cluster.ts';
import { fitting } from './cluster/health.ts';
import { passesName } from './cluster/tls.ts';
import { doubtsAbout } from './match/doubts.ts';
import { ruleCondition } from './match/rule-condition.ts';
import { hostsPointer, type Notes } from './notes.ts';
import type { Difference } from './policies/variant.ts';
import { type Compiled, upstreamOf } from './routes.ts';

/** What holds for the whole configuration. */
export interface Whole {
  /** Requests whose path reaches the upstream otherwise than it was sent. */
  readonly changedPath: Condition;
  /** Requests with other parts that reach the upstream otherwise. */
  readonly changedParts: Condition;
  /** Which rules let a connection be upgraded: those that say so, all of them, or none because none says so. */
  readonly upgrades: 'asked' | 'all' | 'none';
  /** Whether an upstream may be told the server name in the spelling of another request. */
  readonly namesShared: boolean;
  /** Conditions that rules forward under, as far as they are told apart: see {@link mostConditions}. */
  readonly conditions: Set<string>;
}

/** With more conditions than this, remarks about what upstreams receive are made for whole rules: a report stays readable. */
const mostConditions = 100;

/** The condition, as long as it is one of few. */
export function toldApart(forwarded: Condition, { conditions }: Whole): Condition {
  if ('always' in forwarded) return forwarded;
  const text = JSON.stringify(forwarded);
  if (conditions.size >= mostConditions && !conditions.has(text)) return all([]);
  conditions.add(text);
  return forwarded;
}

/** Marks and remarks of one rule. */
export function account(rule: Rule, made: Compiled, pointer: string, model: Model, notes: Notes, whole: Whole): void {
  const routes = [rule.route];
  const where = ruleCondition(rule);
  const matched = [rule.host, rule.path].flatMap((part) => ('sources' in part ? part.sources : []));
  notes.mark([...matched, ...rule.action.sources], 'exact', `${pointer}/match`);
  const worst = made.matching[0];
  if (worst === undefined) notes.mark(rule.matchSources, 'exact', `${pointer}/match`);
  else
    report(
      rule.matchSources.length > 0 ? rule.matchSources : [rule.source],
      made.matching,
      'all',
      where,
      pointer,
      notes,
    );
  for (const { code, when } of doubtsAbout(rule.condition))
    notes.say({
      code,
      params: { route: rule.route },
      source: rule.matchSources[0] ?? rule.source,
      routes: 'all',
      pointer,
      when: all([where, when]),
    });
  for (const [index, policy] of rule.policies.entries())
    report(policy.sources, made.differences[index] ?? [], routes, all([]), pointer, notes);
  const upstream = upstreamOf(model, rule);
  const forwarded = toldApart(made.forwarded, whole);
  // All that Envoy answers by itself has the form of gRPC where the request has it.
  if (upstream !== undefined && /^grpcs?$/.test(upstream.scheme)) inGrpcWords(routes, forwarded, notes);
  const served = !('always' in forwarded) || forwarded.always;
  if (served) {
    notes.say({ code: 'ENV009', routes, when: all([forwarded, whole.changedParts]) });
    const upgraded = upgradedOtherwise(rule.websocket, whole.upgrades);
    if (upgraded !== undefined) notes.say({ code: 'ENV056', routes, when: all([forwarded, upgraded]) });
  }
  if (rule.timeouts !== undefined) {
    notes.mark(rule.timeouts.sources, 'approximated', `${pointer}/route/idle_timeout`, 'ENV051');
    notes.say({ code: 'ENV051', params: { upstream: rule.route }, source: rule.timeouts.sources[0], pointer });
  }
  if (rule.action.kind !== 'forward' || !served) return;
  const rewritten = rule.policies.some((policy) => policy.kind === 'rewrite-request' && policy.path !== undefined);
  const impatient = rule.timeouts ?? upstream?.timeouts;
  if (impatient !== undefined && upstream !== undefined && upstream.retries > 0)
    notes.say({
      code: 'ENV051',
      params: { upstream: upstream.name },
      source: impatient.sources[0],
      routes,
      when: all([where, forwarded, repeatable]),
    });
  if (upstream !== undefined) accountUpstream(upstream, routes, all([where, forwarded]), notes, made.chosen, whole);
  if (model.path.forwardsAsSent && !rewritten)
    notes.say({ code: 'ENV001', routes, when: all([forwarded, whole.changedPath]) });
}

/** What differs because of the upstream that a rule forwards to. */
function accountUpstream(
  upstream: Upstream,
  routes: readonly string[],
  when: Condition,
  notes: Notes,
  chosen: boolean,
  { namesShared }: Whole,
): void {
  const params = { upstream: upstream.name };
  const policy = chosen ? undefined : otherwiseChosen(upstream);
  if (policy !== undefined)
    notes.say({
      code: 'ENV050',
      params: { ...params, policy },
      source: upstream.sources[0],
      routes,
      when,
      ...(upstream.balance.kind === 'least-requests' ? { counts: true } : {}),
    });
  if (takesTurns(upstream)) notes.say({ code: 'ENV160', routes, when: all([]), counts: true });
  if (fitting(upstream) !== undefined)
    notes.say({ code: 'ENV121', params, source: upstream.checks?.sources[0], routes, when });
  if (namesShared && passesName(upstream))
    notes.say({ code: 'ENV120', params, source: upstream.sources[0], routes, when: all([when, upperCase]) });
}

/** The way of choosing that spreads requests otherwise; undefined where both sides take turns. */
function otherwiseChosen(upstream: Upstream): string | undefined {
  const { kind } = upstream.balance;
  return kind !== 'round-robin' && several(upstream) ? kind : undefined;
}

const several = (upstream: Upstream): boolean => priorities(upstream).some((group) => group.length > 1);

/** Envoy's workers begin at a place of their own and take turns each for itself, as those of nginx do. */
const takesTurns = (upstream: Upstream): boolean => upstream.balance.kind === 'round-robin' && several(upstream);

const upperCase: Condition = { subject: 'hostHeader', matches: '[A-Z]' };

/** nginx tries another node after a time-out too. */
const repeatable: Condition = not({ subject: 'method', in: ['POST', 'LOCK', 'PATCH'] });

function inGrpcWords(routes: readonly string[], forwarded: Condition, notes: Notes): void {
  notes.say({ code: 'ENV047', routes, when: all([ofGrpc, not(forwarded)]) });
  notes.say({ code: 'ENV047', routes, when: all([ofGrpc, forwarded]), statuses: [502, 503, 504] });
}

const ofGrpc: Condition = { subject: 'header:content-type', matches: '^application/grpc(?:$|[+;])' };

/** What Envoy takes for an upgrade; it drops one to HTTP/2. */
const upgrade: Condition = all([
  { subject: 'header:upgrade', matches: '.' },
  not({ subject: 'header:upgrade', matches: '^h2c$', ignoreCase: true }),
  { subject: 'header:connection', matches: '(?:^|,)[ \\t]*upgrade[ \\t]*(?:,|$)', ignoreCase: true },
]);
/** The only upgrade that Envoy is told to let through. */
const plainWebSocket: Condition = all([
  upgrade,
  { subject: 'header:upgrade', matches: '^websocket$', ignoreCase: true },
  { subject: 'httpVersion', equals: '1.1' },
]);

/** nginx passes every upgrade on where a route allows any, and drops all others; Envoy refuses what it may not pass on. */
function upgradedOtherwise(allowed: boolean, upgrades: Whole['upgrades']): Condition | undefined {
  if (upgrades === 'all')
    return allowed ? all([{ subject: 'header:upgrade', present: true }, not(asksForWebSocket)]) : asksForWebSocket;
  if (allowed) return all([{ subject: 'header:upgrade', present: true }, not(plainWebSocket)]);
  return upgrades === 'none' ? undefined : upgrade;
}

/** What a gateway that upgrades every route lets through, whatever the method. */
const asksForWebSocket: Condition = all([
  { subject: 'header:upgrade', matches: '^websocket$', ignoreCase: true },
  { subject: 'header:connection', contains: 'pgrade' },
  { subject: 'httpVersion', equals: '1.1' },
]);

export function report(
  sources: Rule['matchSources'],
  differences: readonly Difference[],
  routes: readonly string[] | 'all',
  where: Condition,
  pointer: string,
  notes: Notes,
): void {
  if (differences.length === 0) notes.mark(sources, 'exact', pointer);
  for (const { code, params, verdict, when, counts, after, types } of differences) {
    notes.mark(sources, verdict, pointer, code);
    const limited = when === undefined ? undefined : all([where, when]);
    notes.say({
      code,
      params: params ?? {},
      source: sources[0],
      routes,
      pointer,
      ...(limited === undefined ? {} : { when: limited }),
      ...(counts === undefined ? {} : { counts }),
      ...(after === undefined ? {} : { after }),
      ...(types === undefined ? {} : { types }),
    });
  }
}

/** Which policy asks for a kind of credential. */
const asksFor = {
  key: 'authenticate-by-key',
  password: 'authenticate-by-password',
  signature: 'authenticate-by-signature',
  jwt: 'authenticate-by-jwt',
} as const satisfies Record<Credential['kind'], Policy['kind']>;

/** Consumers serve the routes that authenticate; without such a route they have no effect. */
export function markConsumers(model: Model, notes: Notes): void {
  const policies = [...model.rules.flatMap((rule) => rule.policies), ...model.fallback.policies];
  const kinds = new Set(
    policies.flatMap((policy) =>
      policy.kind === 'authenticate-by-any' ? policy.methods.map(({ kind }) => kind) : [policy.kind],
    ),
  );
  for (const consumer of model.consumers) {
    notes.mark(consumer.sources, 'exact', hostsPointer);
    for (const credential of consumer.credentials) {
      const used = kinds.has(asksFor[credential.kind]);
      notes.mark(credential.sources, used ? 'exact' : 'ignored', hostsPointer);
    }
  }
}
