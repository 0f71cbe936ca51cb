/**
 * What the findings of a conversion predict for one request: a finding selects it when its routes contain the route that
 * the source answers by (or are `all`) and its condition holds. Findings that affect nothing select nothing. One that names
 * headers announces these alone: they are taken as agreed, and it counts neither as announcement nor as false alarm. One about
 * counts says nothing of a single request.
 */
import { compile, type Predicate } from '@banyan/core/condition/evaluate.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Affects } from '@banyan/core/finding/finding.ts';

type Route = string | null | undefined;

export interface Prediction {
  /** Codes of the findings that announce a difference for the request; empty when none does. */
  readonly codes: (request: GatewayRequest, route: Route) => readonly string[];
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
    });
  }
  const selecting = (request: GatewayRequest, route: Route): Rule[] =>
    rules.filter(
      ({ routes, holds }) => (routes === 'all' || (typeof route === 'string' && routes.has(route))) && holds(request),
    );
  return {
    codes: (request, route) => [
      ...new Set(
        selecting(request, route).flatMap(({ code, headers, counts }) =>
          headers === undefined && !counts ? [code] : [],
        ),
      ),
    ],
    counts: (request, route) => [
      ...new Set(selecting(request, route).flatMap(({ code, counts }) => (counts ? [code] : []))),
    ],
    added: (request, route) => new Set(selecting(request, route).flatMap(({ headers }) => headers ?? [])),
  };
}
