/**
 * What the findings of a conversion predict for one request: a finding selects it when its routes contain the route that
 * the vectors name (or are `all`) and its condition holds. Findings that affect nothing select nothing.
 */
import { compile, type Predicate } from '@banyan/core/condition/evaluate.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';

/** Codes of the findings that announce a difference for the request; empty when none does. */
export type Prediction = (request: GatewayRequest, route: string | null | undefined) => readonly string[];

interface Rule {
  readonly code: string;
  readonly routes: ReadonlySet<string> | 'all';
  readonly holds: Predicate;
}

export function predictions(findings: readonly Finding[]): Prediction {
  const rules: Rule[] = [];
  for (const { code, affects } of findings) {
    if (affects === undefined) continue;
    const routes = affects.routes === 'all' ? 'all' : new Set(affects.routes);
    rules.push({ code, routes, holds: compile(affects.when) });
  }
  return (request, route) => {
    const selecting = rules.filter(
      ({ routes, holds }) => (routes === 'all' || (typeof route === 'string' && routes.has(route))) && holds(request),
    );
    return [...new Set(selecting.map(({ code }) => code))];
  };
}
