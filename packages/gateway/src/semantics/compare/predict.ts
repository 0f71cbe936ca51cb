/**
 * What the findings of a conversion predict for one request: a finding selects it when its routes contain the route that
 * the source answers by (or are `all`) and its condition holds. Findings that affect nothing select nothing. One that names
 * headers announces these alone: they are taken as agreed, and it counts neither as announcement nor as false alarm. One about
 * counts says nothing of a single request, one about a pause needs to know what was answered before, and one about statuses
 * what the source answers.
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
    });
  }
  const selecting = (request: GatewayRequest, route: Route): Rule[] =>
    rules.filter(
      ({ routes, holds }) => (routes === 'all' || (typeof route === 'string' && routes.has(route))) && holds(request),
    );
  return {
    codes: (request, route, { earlier = [], statuses = [] } = {}) => [
      ...new Set(
        selecting(request, route).flatMap((rule) =>
          rule.headers === undefined && !rule.counts && isPaused(rule, earlier) && isAnswered(rule, statuses)
            ? [rule.code]
            : [],
        ),
      ),
    ],
    counts: (request, route) => [
      ...new Set(selecting(request, route).flatMap(({ code, counts }) => (counts ? [code] : []))),
    ],
    added: (request, route) => new Set(selecting(request, route).flatMap(({ headers }) => headers ?? [])),
  };
}

/** The source counts whole seconds, so that a pause may be one longer. */
function isPaused({ after, routes }: Rule, earlier: readonly Earlier[]): boolean {
  if (after === undefined) return true;
  const bad = earlier.filter(
    ({ route, status }) =>
      after.statuses.includes(status) && (routes === 'all' || (typeof route === 'string' && routes.has(route))),
  );
  const pauses = Math.floor(bad.length / after.times);
  const begun = bad[pauses * after.times - 1];
  return begun !== undefined && begun.ago <= Math.min(after.seconds * 2 ** (pauses - 1), after.longest) + 1;
}

const isAnswered = ({ statuses }: Rule, answered: readonly number[]): boolean =>
  statuses === undefined || answered.some((status) => statuses.includes(status));
