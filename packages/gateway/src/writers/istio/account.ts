/** What is to be said about routes that Istio words otherwise than Envoy. */
import { all } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { JsonObject } from '../envoy/config.ts';
import { ruleCondition } from '../envoy/match/rule-condition.ts';
import type { Notes } from '../envoy/notes.ts';
import { upstreamOf } from '../envoy/routes.ts';
import { headersOf, record } from '../kubernetes/plain.ts';
import { conditionAfter } from './match/condition.ts';
import type { Spoken } from './rules/words.ts';

/** Remarks about the routes of one rule; `routes` are those that were spoken. */
export function accountSpoken(
  rule: Rule,
  routes: readonly JsonObject[],
  spoken: readonly Spoken[],
  pointer: string,
  model: Model,
  notes: Notes,
): void {
  const where = ruleCondition(rule);
  const upstream = upstreamOf(model, rule);
  for (const [index, { remarks }] of spoken.entries()) {
    if (remarks.length === 0) continue;
    const when = all([
      where,
      conditionAfter(
        headersOf(record(routes[index]?.['match'])),
        routes.slice(0, index).map((route) => headersOf(record(route['match']))),
      ),
    ]);
    for (const { code, part } of remarks)
      notes.say({
        code,
        params: { route: rule.route, part },
        source: rule.source,
        routes: remarks.some((one) => closing.has(one.code)) ? 'all' : [rule.route],
        pointer,
        // The time alone says nothing about a request.
        ...(code === 'IST015' ? {} : { when }),
      });
  }
  if (upstream === undefined) return;
  const params = { upstream: upstream.name };
  const [source] = upstream.sources;
  if (new Set(upstream.nodes.map(({ priority }) => priority)).size > 1)
    notes.say({ code: 'IST017', params, source, routes: [rule.route], pointer, when: where });
}

const closing: ReadonlySet<string> = new Set(['IST010', 'IST011', 'IST012']);
