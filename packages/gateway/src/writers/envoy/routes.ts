/** A rule as Envoy routes, in order. Every route says in its metadata which route of the source it serves. */
import { all, type Condition } from '@banyan/core/condition/condition.ts';
import type { Action, Model, Rule } from '../../model/model.ts';
import type { Upstream } from '../../model/upstream.ts';
import { withConnectTimeout } from './cluster/connect-timeout.ts';
import { hostName, priorities } from './cluster.ts';
import { passesName } from './cluster/tls.ts';
import { type HeaderMatcher, headerOption, type JsonObject, literal, seconds, typed } from './config.ts';
import { type Conjunction, conjunctionsOf, methodMatcher } from './match/conjunctions.ts';
import { named } from './forwarding.ts';
import { forwardedOf } from './match/forwarded.ts';
import { keepsEscapedSlash } from './lua/path.ts';
import { matchedApart, pathMatch } from './match/paths.ts';
import type { Parts } from './parts.ts';
import { withNode } from './cluster/choose-node.ts';
import { filtersOf } from './route-filters.ts';
import { apply } from './policies/apply.ts';
import { withBreaker } from './policies/break-circuit.ts';
import { isUnbounded, unbounded, withConcurrency } from './policies/limit-concurrency.ts';
import { notMirrored, withMirror } from './policies/mirror.ts';
import { closed } from './policies/unmapped.ts';
import { type Difference, type Needs, plainVariant, type PolicyContext, type Variant } from './policies/variant.ts';

export interface Compiled {
  readonly routes: readonly JsonObject[];
  /** By the index of the policy. */
  readonly differences: readonly (readonly Difference[])[];
  /** About path and condition. */
  readonly matching: readonly Difference[];
  /** Whether every request gets the node of the upstream that the source would have chosen. */
  readonly chosen: boolean;
  /** Which of its requests reach an upstream. */
  readonly forwarded: Condition;
}

/** Where a rule forwards to, when it does and the upstream is known. */
export const upstreamOf = (model: Model, { action }: Rule): Upstream | undefined =>
  action.kind === 'forward' ? model.upstreams.get(action.upstream) : undefined;

/** The routes of one rule; `upstream` is what its action names, undefined when there is none. */
export function routesOf(rule: Rule, upstream: Upstream | undefined, context: PolicyContext): Compiled {
  const { variants, differences } = throughPolicies(rule.policies, start(rule.action), context);
  const escaped = context.needs.lua && keepsEscapedSlash(context.model.path);
  const apart = escaped ? matchedApart(rule.path) : undefined;
  const path = escaped ? apart && anyPath : pathMatch(rule.path);
  const kept = apart === undefined ? [] : [apart];
  const conjunctions = conjunctionsOf(rule.condition);
  const matching: Difference[] = [];
  if (path === undefined)
    matching.push({ code: 'ENV012', params: { route: rule.route }, verdict: 'unsupported', when: { always: true } });
  if (conjunctions === undefined)
    matching.push({ code: 'ENV011', params: { route: rule.route }, verdict: 'unsupported', when: { always: true } });
  const whole: readonly Conjunction[] = conjunctions ?? [{ headers: [], undecided: [] }];
  const undecided = whole.filter((one) => one.undecided.length > 0);
  for (const one of undecided)
    for (const { test } of one.undecided)
      matching.push({
        code: 'ENV010',
        params: { route: rule.route, subject: test.subject },
        verdict: 'unsupported',
        when: all([]),
      });
  const closing = path === undefined || conjunctions === undefined;
  const methods = methodMatcher(rule.methods);
  const bounded = variants.map((variant) => withConcurrency(variant, variant.upstream ?? upstream, context));
  const broken = bounded.map((variant) => withBreaker(variant, variant.upstream ?? upstream, context));
  const patient = broken.map((variant) => withConnectTimeout(variant, rule, variant.upstream ?? upstream, context));
  const served = patient.map((variant) => withNode(variant, variant.upstream ?? upstream, context));
  const copied = served.map((variant) => withMirror(variant, variant.upstream ?? upstream, context));
  const differing = rule.policies.map((policy, index) => [
    ...(differences[index] ?? []),
    ...(policy.kind === 'limit-concurrency' && bounded.some(isUnbounded) ? [unbounded(policy)] : []),
    ...(policy.kind === 'mirror' && copied.includes(undefined) ? [notMirrored(policy)] : []),
  ]);
  const open = closing
    ? [closed(plainVariant, conjunctions === undefined ? 'ENV011' : 'ENV012')]
    : copied.map((variant, index) => variant ?? served[index] ?? plainVariant);
  const list = whole.flatMap(({ headers, undecided: left }) =>
    (left.length > 0 ? [closed(plainVariant, 'ENV010')] : open).map((variant) => ({ headers, variant })),
  );
  const routes = list.map(({ headers, variant }, index): JsonObject => {
    const match = {
      ...(variant.path ?? path ?? { prefix: prefixOf(rule) }),
      headers: joined([...methods, ...kept, ...headers, ...variant.guard], context.needs.parts),
      runtime_fraction: fraction(variant),
    };
    return route(variant, match, index === 0 ? rule.name : `${rule.name}~${index + 1}`, rule, upstream, context.needs);
  });
  return {
    routes,
    differences: differing,
    matching,
    chosen: served.every((one, index) => one.final !== undefined || one !== patient[index]),
    forwarded: forwardedOf(open, context.needs.told),
  };
}

const anyPath: JsonObject = { prefix: '/' };

const prefixOf = ({ path }: Rule): string => (path.kind === 'pattern' ? path.prefix : '/');

const joined = (headers: readonly HeaderMatcher[], parts: Parts): readonly HeaderMatcher[] | undefined =>
  headers.length === 0
    ? undefined
    : headers.map((matcher) => (isPattern(matcher) ? parts.one(matcher.name.replace(':', ''), matcher) : matcher));

/** Other matchers are short. */
const isPattern = ({ string_match: test }: HeaderMatcher): boolean => typeof test === 'object' && 'safe_regex' in test;

const fraction = ({ share }: Variant): JsonObject | undefined =>
  share === undefined
    ? undefined
    : { default_value: { numerator: Math.round(share * 10_000), denominator: 'MILLION' } };

/** What happens without policies. */
function start(action: Action): Variant {
  if (action.kind === 'forward') return plainVariant;
  const { status, headers, body } = action.respond;
  return {
    ...plainVariant,
    final: { direct_response: { status, body: body === '' ? undefined : { inline_string: body } } },
    finalHeaders: headers.map(([name, value]) => headerOption(name, literal(value))),
  };
}

/** A rule that answers by itself is still subject to policies that act before it. */
export function throughPolicies(
  policies: Rule['policies'],
  first: Variant,
  context: PolicyContext,
): { readonly variants: readonly Variant[]; readonly differences: readonly (readonly Difference[])[] } {
  const { final, finalHeaders, ...rest } = first;
  let variants: readonly Variant[] = [{ ...rest, finalHeaders: [] }];
  const differences: (readonly Difference[])[] = [];
  for (const policy of policies) {
    const applied = apply(policy, variants, context);
    variants = applied.variants;
    differences.push(applied.differences);
  }
  if (final === undefined) return { variants, differences };
  return {
    variants: variants.map((one) => (settled(one) ? one : { ...one, final, finalHeaders })),
    differences,
  };
}

/** Whether a policy has said where the request goes. */
const settled = ({ final, upstream, shares }: Variant): boolean =>
  final !== undefined || upstream !== undefined || shares !== undefined;

export function route(
  variant: Variant,
  match: JsonObject,
  name: string,
  rule: Pick<Rule, 'websocket' | 'timeouts'> & { readonly route?: string },
  own: Upstream | undefined,
  { parts, retries, upgrades, clusters }: Pick<Needs, 'parts' | 'retries' | 'upgrades' | 'clusters'>,
): JsonObject {
  const upstream = variant.upstream ?? own;
  return {
    name,
    stat_prefix: rule.route?.replaceAll(/[^A-Za-z0-9_-]/g, '_'),
    match,
    metadata: {
      filter_metadata: {
        banyan: {
          ...(rule.route === undefined ? { fallback: true } : { route: rule.route }),
          ...variant.metadata,
          [named]: passing(variant, upstream) ? true : undefined,
        },
      },
    },
    ...(variant.final ?? { route: forward(variant, rule, upstream, { parts, retries, upgrades }) }),
    response_headers_to_add: variant.finalHeaders.length === 0 ? undefined : parts.one('headers', variant.finalHeaders),
    typed_per_filter_config: filtersOf(variant, upstream, { parts, clusters }),
  };
}

/** Whether an upstream is told the client's Host as server name. */
const passing = ({ final, shares }: Variant, upstream: Upstream | undefined): boolean =>
  final === undefined &&
  (shares === undefined ? [upstream] : shares.map((share) => share.upstream ?? upstream)).some(
    (one) => one !== undefined && passesName(one),
  );

/** nginx: 60 s between two reads, no limit for the whole. The listener says so for all routes. */
export const defaultIdle = 60;

function forward(
  variant: Variant,
  rule: Pick<Rule, 'websocket' | 'timeouts'>,
  upstream: Upstream | undefined,
  { parts, retries: usualRetries, upgrades }: Pick<Needs, 'parts' | 'retries' | 'upgrades'>,
): JsonObject {
  const { regex_rewrite: rewrite } = variant.forward;
  const read = rule.timeouts?.read ?? upstream?.timeouts?.read ?? defaultIdle;
  return {
    ...target(variant, upstream),
    ...(variant.shares === undefined ? hostRewrite(upstream) : {}),
    timeout: '0s',
    idle_timeout: read === defaultIdle ? undefined : seconds(read),
    retry_policy: retries(upstream, usualRetries),
    hash_policy: hashPolicy(upstream),
    // The listener takes upgrades wherever it answers by itself.
    upgrade_configs: upgrades
      ? [{ upgrade_type: 'websocket', enabled: rule.websocket ? undefined : false }]
      : undefined,
    ...variant.forward,
    regex_rewrite: rewrite === undefined ? undefined : parts.one('rewrite', rewrite),
    ...(variant.shares === undefined ? {} : { host_rewrite_literal: undefined }),
  };
}

/** A cluster, or several by weight; a Host of its own is rewritten for each of these. */
function target({ shares, forward: { host_rewrite_literal } }: Variant, own: Upstream | undefined): JsonObject {
  if (shares === undefined) return { cluster: own?.name ?? nowhere };
  const clusters = shares.map(({ upstream, weight }) => ({
    name: upstream?.name ?? nowhere,
    weight,
    host_rewrite_literal: upstream?.host.kind === 'pass' ? host_rewrite_literal : hostOf(upstream),
  }));
  return { weighted_clusters: { clusters } };
}

const nowhere = 'banyan-nowhere';

/** The Host that a share's upstream sees; where each of several nodes has its own, that of the first. */
function hostOf(upstream: Upstream | undefined): string | undefined {
  if (upstream?.host.kind === 'rewrite') return upstream.host.host;
  const [node] = upstream?.nodes ?? [];
  return upstream?.host.kind === 'node' && node !== undefined ? hostName(upstream, node) : undefined;
}

function hostRewrite(upstream: Upstream | undefined): JsonObject {
  if (upstream?.host.kind === 'rewrite') return { host_rewrite_literal: upstream.host.host };
  return upstream?.host.kind === 'node' ? { auto_host_rewrite: true } : {};
}

/** What differs from the virtual host's own policy. */
function retries(upstream: Upstream | undefined, usual: number): JsonObject | undefined {
  if (upstream === undefined) return undefined;
  const [first = [], ...lower] = priorities(upstream);
  if (lower.length > 0 && upstream.retries > 0)
    return { ...retryPolicy(upstream.retries), retry_priority: nextPriority(first.length) };
  return upstream.retries === usual ? undefined : retryPolicy(upstream.retries);
}

/** The nodes of lower priority when all of the first group have been tried (`apisix/balancer/priority.lua`). */
const nextPriority = (update_frequency: number): JsonObject => ({
  name: 'envoy.retry_priorities.previous_priorities',
  typed_config: typed('envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig', {
    update_frequency,
  }),
});

/**
 * Another node after a refused connection, never the same one twice. Broken connections are added to the reasons for each
 * request whose method is idempotent, see {@link retryReasons}; without any retry those must not count either.
 */
export const retryPolicy = (times: number): JsonObject =>
  times === 0
    ? { num_retries: 0 }
    : {
        retry_on: 'connect-failure,refused-stream',
        num_retries: times === 1 ? undefined : times,
        retry_host_predicate: [
          {
            name: 'envoy.retry_host_predicates.previous_hosts',
            typed_config: typed('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate'),
          },
        ],
        host_selection_retry_max_attempts: 5,
        retry_back_off: { base_interval: '0.001s', max_interval: '0.001s' },
      };

/** nginx does not send POST, LOCK and PATCH twice (proxy_next_upstream without non_idempotent). */
export const retryReasons: JsonObject = {
  ...headerOption('x-envoy-retry-on', "%CEL(request.method in ['POST', 'LOCK', 'PATCH'] ? '' : 'reset')%"),
  keep_empty_value: undefined,
};

function hashPolicy(upstream: Upstream | undefined): readonly JsonObject[] | undefined {
  if (upstream?.balance.kind !== 'hash') return undefined;
  const { on, key } = upstream.balance;
  const address: JsonObject = { connection_properties: { source_ip: true } };
  if (on === 'header')
    return [{ header: { header_name: key.replace(/^http_/, '').replaceAll('_', '-') }, terminal: true }, address];
  if (on === 'cookie') return [{ cookie: { name: key.replace(/^cookie_/, '') }, terminal: true }, address];
  if (on === 'consumer') return [{ header: { header_name: 'x-consumer-username' }, terminal: true }, address];
  const argument = /^arg_(.+)$/.exec(key)?.[1];
  if (argument !== undefined) return [{ query_parameter: { name: argument }, terminal: true }, address];
  const pseudo = /^(?:uri|request_uri)$/.test(key) ? ':path' : key === 'host' ? ':authority' : undefined;
  return pseudo === undefined ? [address] : [{ header: { header_name: pseudo } }];
}
