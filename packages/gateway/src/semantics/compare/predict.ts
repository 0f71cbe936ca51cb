/**
 * What the findings of a conversion predict for one request: a finding selects it when its routes contain the route that
 * the source answers by (or are `all`) and its condition holds. Findings that affect nothing select nothing. One that names
 * headers announces these alone: they are taken as agreed, and it counts neither as announcement nor as false alarm. One about
 * counts says nothing of a single request, one about a pause needs to know what was answered before, and one about statuses
 * or content types what the source answers.
 */
import { compile, type Predicate } from '@banyan/core/condition/evaluate.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Affects, Pause } from '@banyan/core/finding/finding.ts';

type Route = string | null | undefined;

/** An answer of the source before the request in question. */
export interface Earlier {
  readonly route: Route;
  readonly status: number;
  /** Seconds since then. */
  readonly ago: number;
}

/** What else is known of a request. */
export interface Known {
  readonly earlier?: readonly Earlier[];
  /** What the source answers, or may. */
  readonly statuses?: readonly number[];
  /** The content type of its answer. */
  readonly type?: string | undefined;
}

export interface Prediction {
  /** Codes of the findings that announce a difference for the request; empty when none does. */
  readonly codes: (request: GatewayRequest, route: Route, known?: Known) => readonly string[];
  /** Codes of those that announce how many of several such requests each node gets. */
  readonly counts: (request: GatewayRequest, route: Route) => readonly string[];
  /** Request headers that the target adds by itself, as announced by name. */
  readonly added: (request: GatewayRequest, route: Route) => ReadonlySet<string>;
}

interface Rule {
  readonly code: string;
  readonly routes: ReadonlySet<string> | 'all';
  readonly holds: Predicate;
  readonly headers: readonly string[] | undefined;
  readonly counts: boolean;
  readonly after: Pause | undefined;
  readonly statuses: readonly number[] | undefined;
  readonly types: readonly string[] | undefined;
}

/** What a finding says of requests, as it is made or as `conversion.json` has it. */
export interface Announcement {
  readonly code: string;
  readonly affects?: Affects;
}

export function predictions(findings: readonly Announcement[]): Prediction {
  const rules: Rule[] = [];
  for (const { code, affects } of findings) {
    if (affects === undefined) continue;
    const routes = affects.routes === 'all' ? 'all' : new Set(affects.routes);
    rules.push({
      code,
      routes,
      holds: compile(affects.when),
      headers: affects.headers,
      counts: affects.counts === true,
      after: affects.after,
      statuses: affects.statuses,
      types: affects.types,
    });
  }
  const selecting = (request: GatewayRequest, route: Route): Rule[] =>
    rules.filter(
      ({ routes, holds }) => (routes === 'all' || (typeof route === 'string' && routes.has(route))) && holds(request),
    );
  return {
    codes: (request, route, known = {}) => [
      ...new Set(
        selecting(request, route).flatMap((rule) =>
          rule.headers === undefined && !rule.counts && isAnswered(rule, known) ? [rule.code] : [],
        ),
      ),
    ],
    counts: (request, route) => [
      ...new Set(selecting(request, route).flatMap(({ code, counts }) => (counts ? [code] : []))),
    ],
    added: (request, route) => new Set(selecting(request, route).flatMap(({ headers }) => headers ?? [])),
  };
}

/** Whether what the source answers, and has answered before, is what the finding asks for. */
function isAnswered(rule: Rule, { earlier = [], statuses = [], type }: Known): boolean {
  if (rule.after !== undefined && !isPaused(rule, rule.after, earlier)) return false;
  if (rule.statuses !== undefined && !statuses.some((status) => rule.statuses?.includes(status))) return false;
  return rule.types === undefined || (type !== undefined && rule.types.some((one) => isType(type, one)));
}

/** Parameters count only where they are asked for. */
const isType = (type: string, wanted: string): boolean => type === wanted || type.replace(/\s*;.*$/, '') === wanted;

/** The source counts whole seconds, so that a pause may be one longer. */
function isPaused({ routes }: Rule, after: Pause, earlier: readonly Earlier[]): boolean {
  const bad = earlier.filter(
    ({ route, status }) =>
      after.statuses.includes(status) && (routes === 'all' || (typeof route === 'string' && routes.has(route))),
  );
  const pauses = Math.floor(bad.length / after.times);
  const begun = bad[pauses * after.times - 1];
  return begun !== undefined && begun.ago <= Math.min(after.seconds * 2 ** (pauses - 1), after.longest) + 1;
}
