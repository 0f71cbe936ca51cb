/** What a rule of the model becomes: for each of its Envoy routes the requests that it is for, and what answers them. */
import { all, type Condition } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { HeaderMatcher, JsonObject } from '../envoy/config.ts';
import { withAuthority } from '../envoy/match/hosts.ts';
import { ruleCondition } from '../envoy/match/rule-condition.ts';
import { upstreamOf } from '../envoy/routes.ts';
import { conditionAfter } from '../istio/match/condition.ts';
import { headersOf, record } from '../kubernetes/plain.ts';
import { type Action, actionOf, type OwnEdits, silence } from './action.ts';
import type { Backend } from './backends.ts';
import type { OwnCors } from './cors.ts';
import { anyPath, pathOf, segmentPath } from './match/path.ts';
import type { Entry } from './match/positive.ts';
import { covers, rowOf } from './match/row.ts';
import { rowsOf, type Surroundings, type Wanted } from './match/rows.ts';
import { replacedPrefix, type Replaced } from './prefix.ts';

export interface Part {
  readonly rule: Rule;
  readonly action: Action;
  /** Set where it refuses instead of what it should do. */
  readonly closed: string | undefined;
  /** For which requests, when something is to be said about it. */
  readonly when: Condition;
  /** Methods of the rule that the API does not know. */
  readonly strange: readonly string[];
}

export interface Words extends Surroundings {
  readonly model: Model;
  readonly own: OwnEdits;
  readonly backends: ReadonlyMap<string, Backend>;
  /** By the names of rules. */
  readonly cors: ReadonlyMap<string, OwnCors>;
}

/** httproute_types.go, HTTPMethod. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** In the order in which they are tried. `asks`: the rule's host is one that the API does not know. */
export function partsOf(rule: Rule, made: readonly JsonObject[], asks: boolean, words: Words): readonly Entry<Part>[] {
  const path = pathOf(rule.path);
  const routes = asks ? made.map((route) => withAuthority(route, rule)) : made;
  const lists = routes.map((route) => headersOf(record(route['match'])));
  // Envoy Gateway rewrites by the expression itself.
  const replaced = words.own.extensions ? undefined : replacedPrefix(rule);
  const found = routes.flatMap((given, index): readonly Entry<Part>[] => {
    const prefixed = replaced !== undefined && rewrites(given);
    const route = prefixed ? withPath(given, replaced) : given;
    const matchers = lists[index] ?? [];
    const when = all([ruleCondition(rule), conditionAfter(matchers, lists.slice(0, index))]);
    const part = { rule, when, ...answering(route, rule, words) };
    const share = record(route['match'])['runtime_fraction'] !== undefined;
    const wanted = path === undefined || share ? undefined : rowsOf(path, matchers, words);
    const asked = prefixed ? wanted?.map((one) => asSegment(one, replaced)) : wanted;
    const reason = share ? 'a share of requests' : 'a condition';
    if (asked === undefined) return widest(rule, matchers, refused(part, reason), words);
    return asked.flatMap((one) => sayable({ ...one, of: { ...part, strange: [] } }));
  });
  return found.filter((one, index) => !repeated(one, found[index + 1]));
}

const rewrites = (route: JsonObject): boolean => record(route['route'])['regex_rewrite'] !== undefined;

/** The route with a mark in place of its expression. */
const withPath = (route: JsonObject, { segment, path }: Replaced): JsonObject => ({
  ...route,
  route: { ...record(route['route']), regex_rewrite: undefined, replaced_prefix: { segment, path } },
});

/** The path as a PathPrefix, without the one path that it means beside the source's. */
function asSegment(wanted: Wanted, { segment }: Replaced): Wanted {
  return {
    row: { ...wanted.row, path: segmentPath(segment) },
    without: [...wanted.without, rowOf({ kind: 'exact', text: segment })],
  };
}

/** The same as the next one, which takes these requests too. */
function repeated(one: Entry<Part>, next: Entry<Part> | undefined): boolean {
  if (next === undefined || next.without.length > 0 || one.of.closed !== next.of.closed) return false;
  return covers(next.row, one.row) && JSON.stringify(one.of.action) === JSON.stringify(next.of.action);
}

export const refused = (part: Omit<Part, 'strange'>, reason: string): Part => ({
  ...part,
  action: silence,
  closed: reason,
  strange: [],
});

/** Whatever the conditions: path, methods and host refuse. */
function widest(rule: Rule, matchers: readonly HeaderMatcher[], of: Part, words: Words): readonly Entry<Part>[] {
  const path =
    pathOf(rule.path) ?? (rule.path.kind === 'pattern' ? { kind: 'prefix', text: rule.path.prefix } : anyPath);
  const plain = matchers.filter(
    ({ name, invert_match }) => (name === ':method' || name === ':authority') && invert_match !== true,
  );
  const when = ruleCondition(rule);
  const found = rowsOf(path, plain, words) ?? [{ row: rowOf(path), without: [] }];
  return found.flatMap((one) => sayable({ ...one, of: { ...of, when } }));
}

/** Methods that the API does not know are all but those that it knows. */
function sayable(entry: Entry<Part>): readonly Entry<Part>[] {
  const { row, of } = entry;
  const strange = [...(row.methods ?? [])].filter((name) => !methods.has(name));
  if (strange.length === 0) return [entry];
  const usual = new Set([...(row.methods ?? [])].filter((name) => methods.has(name)));
  const others: Entry<Part> = {
    row: { ...row, methods: undefined },
    without: [...entry.without, rowOf(anyPath, { methods })],
    of: { ...of, strange },
    needed: false,
  };
  return usual.size === 0 ? [others] : [{ ...entry, row: { ...row, methods: usual } }, others];
}

function answering(
  route: JsonObject,
  rule: Rule,
  { model, own, backends, cors }: Words,
): Pick<Part, 'action' | 'closed'> {
  const action = actionOf(route, own);
  const [missing] = action.missing;
  if (missing !== undefined) return { action: silence, closed: missing };
  if (action.status !== undefined || action.filters.some(({ type }) => type === 'RequestRedirect'))
    return { action, closed: undefined };
  const targets = action.shares.map(({ name }) => backends.get(name));
  const closed = targets.find((one) => one?.closed !== undefined)?.closed;
  if (closed !== undefined) return { action: silence, closed };
  if (targets.some((one) => (one?.refs ?? []).length > 0)) {
    const filter = cors.get(rule.name)?.filter;
    return { action: filter === undefined ? action : { ...action, filters: [...action.filters, filter] }, closed };
  }
  if (upstreamOf(model, rule) !== undefined && targets.some((one) => one === undefined))
    return { action: silence, closed: 'an upstream' };
  return { action: { ...action, shares: [], status: unavailable }, closed: undefined };
}

/** What the source answers where an upstream is missing or has no nodes. */
export const unavailable = 503;
