/** The model's rules as Envoy routes: what every target whose data plane is Envoy says in words of its own. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { WriterOptions } from '../writer.ts';
import { connectTimeouts } from './cluster/connect-timeout.ts';
import type { JsonObject } from './config.ts';
import { fallbackRoutes } from './fallback.ts';
import { LimitFilters } from './limits/filters.ts';
import { byName, namesOf } from './lua/shared.ts';
import { internal } from './match/carrier.ts';
import { Parts } from './parts.ts';
import type { Needs, Own, PolicyContext } from './policies/variant.ts';
import { type Compiled, routesOf, upstreamOf } from './routes.ts';

export interface Compilation {
  /** What the routes together need of listeners. */
  readonly needs: Needs;
  readonly compiled: ReadonlyMap<Rule, Compiled>;
  /** What answers where no rule matches. */
  readonly fallback: ReturnType<typeof fallbackRoutes>;
}

const everything: Own = { chain: true, clusters: true, logging: true };

/** `own`: what of Envoy the writer makes by itself. */
export function compile(model: Model, options: WriterOptions, own: Own = everything): Compilation {
  const needs: Needs = {
    internalHeaders: mentioned(model),
    filters: new Map(),
    limits: new LimitFilters(),
    removedEarly: new Set(),
    upstreams: [],
    chosen: new Map(),
    secrets: false,
    spoken: undefined,
    keepOld: false,
    retries: usualRetries(model),
    connect: connectTimeouts(model),
    parts: new Parts(),
    lua: options.allow.has('lua'),
    upgrades: model.rules.some(({ websocket }) => websocket),
    told: new Set(),
    overflows: new Map(),
    breaks: new Map(),
    logs: own.logging ? new Map() : undefined,
    scripts: new Map(),
    ...own,
  };
  const context = (rule: Rule): PolicyContext => ({
    model,
    options,
    needs,
    route: rule.route,
    name: rule.name,
    upstream: upstreamOf(model, rule),
    passesHost: upstreamOf(model, rule)?.host.kind === 'pass',
    path: rule.path,
  });
  const made = model.rules.map((rule) => [rule, routesOf(rule, upstreamOf(model, rule), context(rule))] as const);
  const fallback = fallbackRoutes(model, {
    model,
    options,
    needs,
    route: undefined,
    name: 'fallback',
    upstream: undefined,
    passesHost: false,
    path: undefined,
  });
  if (own.chain) needs.scripts = namesOf([...made.flatMap(([, { routes }]) => routes), ...fallback.routes]);
  const saying = <T extends { readonly routes: readonly JsonObject[] }>(one: T): T => ({
    ...one,
    routes: one.routes.map((route) => byName(route, needs.scripts)),
  });
  const compiled = new Map(made.map(([rule, one]) => [rule, saying(one)]));
  return { needs, compiled, fallback: saying(fallback) };
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

/** Internal headers for what conditions ask for. */
function mentioned(model: Model): Set<string> {
  const subjects = new Set<string>();
  for (const { condition } of model.rules) gather(condition, subjects);
  const { port, httpVersion, sni, referer } = internal;
  const carriers = { port, httpVersion, sni, 'header:referer': referer };
  return new Set(Object.entries(carriers).flatMap(([subject, name]) => (subjects.has(subject) ? [name] : [])));
}

function gather(condition: Condition, subjects: Set<string>): void {
  if ('always' in condition) return;
  if ('not' in condition) gather(condition.not, subjects);
  else if ('all' in condition) for (const part of condition.all) gather(part, subjects);
  else if ('any' in condition) for (const part of condition.any) gather(part, subjects);
  else subjects.add(condition.subject);
}
