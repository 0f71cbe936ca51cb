/** The model's rules as Envoy routes: what every target whose data plane is Envoy says in words of its own. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { WriterOptions } from '../writer.ts';
import { fallbackRoutes } from './fallback.ts';
import { internal } from './match/carrier.ts';
import { Parts } from './parts.ts';
import type { Needs, PolicyContext } from './policies/variant.ts';
import { type Compiled, routesOf, upstreamOf } from './routes.ts';

export interface Compilation {
  /** What the routes together need of listeners. */
  readonly needs: Needs;
  readonly compiled: ReadonlyMap<Rule, Compiled>;
  /** What answers where no rule matches. */
  readonly fallback: ReturnType<typeof fallbackRoutes>;
}

export function compile(model: Model, options: WriterOptions): Compilation {
  const needs: Needs = {
    internalHeaders: new Set(
      [internal.port, internal.httpVersion, internal.sni, internal.referer].filter((name) => mentioned(model, name)),
    ),
    filters: new Map(),
    removedEarly: new Set(),
    upstreams: [],
    secrets: false,
    spoken: undefined,
    keepOld: false,
    retries: usualRetries(model),
    parts: new Parts(),
    lua: options.allow.has('lua'),
  };
  const context = (rule: Rule): PolicyContext => ({
    model,
    options,
    needs,
    route: rule.route,
    name: rule.name,
    upstream: upstreamOf(model, rule),
    passesHost: upstreamOf(model, rule)?.host.kind === 'pass',
  });
  const compiled = new Map<Rule, Compiled>();
  for (const rule of model.rules) compiled.set(rule, routesOf(rule, upstreamOf(model, rule), context(rule)));
  const fallback = fallbackRoutes(model, {
    model,
    options,
    needs,
    route: undefined,
    name: 'fallback',
    upstream: undefined,
    passesHost: false,
  });
  return { needs, compiled, fallback };
}

/** How often most rules try another node. */
function usualRetries(model: Model): number {
  const times = new Map<number, number>();
  for (const rule of model.rules) {
    const upstream = upstreamOf(model, rule);
    if (upstream !== undefined) times.set(upstream.retries, (times.get(upstream.retries) ?? 0) + 1);
  }
  return [...times].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}

/** Envoy has one connect timeout for a cluster: the longest that a route asks for, by the name of the upstream. */
export function connectTimeouts(model: Model): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const { timeouts, action } of model.rules) {
    if (timeouts === undefined || action.kind !== 'forward') continue;
    const own = model.upstreams.get(action.upstream)?.timeouts?.connect ?? 0;
    longest.set(action.upstream, Math.max(longest.get(action.upstream) ?? own, timeouts.connect));
  }
  return longest;
}

/** Whether a condition or template asks for what an internal header carries. */
function mentioned(model: Model, header: string): boolean {
  const subject =
    header === internal.referer
      ? 'header:referer'
      : (Object.entries(internal).find(([, name]) => name === header)?.[0] ?? header);
  return model.rules.some((rule) => looksAt(rule.condition, subject));
}

function looksAt(condition: Condition, subject: string): boolean {
  if ('always' in condition) return false;
  if ('not' in condition) return looksAt(condition.not, subject);
  if ('all' in condition) return condition.all.some((part) => looksAt(part, subject));
  if ('any' in condition) return condition.any.some((part) => looksAt(part, subject));
  return condition.subject === subject;
}
