/** What is to be said about routes that Istio words otherwise than Envoy. */
import { all, any, not } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { HeaderMatcher, JsonObject } from '../envoy/config.ts';
import { ruleCondition } from '../envoy/match/rule-condition.ts';
import type { Notes } from '../envoy/notes.ts';
import { responseFilter } from '../envoy/route-filters.ts';
import { upstreamOf } from '../envoy/routes.ts';
import { headersOf, record } from '../kubernetes/plain.ts';
import { sendsId } from './wire.ts';
import { conditionAfter } from './match/condition.ts';
import type { Mode, Spoken } from './rules/words.ts';

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
  for (const [index, { remarks, unsaid }] of spoken.entries()) {
    if (remarks.length === 0) continue;
    const when = all([
      where,
      conditionAfter(
        headersOf(record(routes[index]?.['match'])).filter((one) => !isUnsaid(one, unsaid)),
        routes.slice(0, index).map((route) => headersOf(record(route['match']))),
      ),
    ]);
    for (const { code, part, when: limited = all([]) } of remarks)
      notes.say({
        code,
        params: { route: rule.route, part },
        source: rule.source,
        routes: remarks.some((one) => closing.has(one.code)) ? 'all' : [rule.route],
        pointer,
        // The time alone says nothing about a request.
        ...(code === 'IST015' ? {} : { when: all([when, limited]) }),
      });
  }
  if (upstream === undefined) return;
  const params = { upstream: upstream.name };
  const [source] = upstream.sources;
  if (new Set(upstream.nodes.map(({ priority }) => priority)).size > 1)
    notes.say({ code: 'IST017', params, source, routes: [rule.route], pointer, when: where });
}

const closing: ReadonlySet<string> = new Set(['IST010', 'IST011', 'IST012']);

/** Few enough to be told apart from what matches none of them. */
const mostRules = 50;

/** Remarks about what answers where no rule matches. */
export function accountFallback(
  model: Model,
  routes: readonly JsonObject[],
  spoken: readonly Spoken[],
  mode: Mode,
  notes: Notes,
): void {
  const when = not(any(model.rules.map(ruleCondition)));
  const few = model.rules.length <= mostRules;
  const selected = few ? { routes: 'all' as const, when } : {};
  for (const { code, part } of spoken.flatMap(({ remarks }) => remarks))
    notes.say({ code, params: { route: '-', part }, ...selected });
  if (mode !== 'filters' && few && routes.some(tellsId))
    notes.say({ code: 'IST007', routes: 'all', when: all([when, sendsId]) });
}

/** Whether answers of a route show the id of the request. */
export const tellsId = (route: JsonObject): boolean =>
  /x-request-id/i.test(JSON.stringify(record(route['typed_per_filter_config'])[responseFilter] ?? ''));

/** Matchers may have been renamed on the way. */
const isUnsaid = (one: HeaderMatcher, unsaid: readonly HeaderMatcher[]): boolean =>
  unsaid.some((other) => one === other || one['string_match'] === other['string_match']);
