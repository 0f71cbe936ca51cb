import { type Data, field, list, number, table, tables, text } from '../envoy/data.ts';
import type { Rule } from '../istio/model.ts';
import { type KubeObject, titleOf } from '../istio/object.ts';
import { type Backends, weightOf } from './backends.ts';
import { filtered } from './filters.ts';
import { grpcMatch, httpMatch } from './matches.ts';

/**
 * The rules of an HTTPRoute or a GRPCRoute, each condition by itself, so that they can be put in order. None at all when one
 * of them is such that istiod drops the route.
 */
export function rulesOf(route: KubeObject, backends: Backends): readonly Rule[] {
  const made: Rule[] = [];
  for (const [index, rule] of tables(route.spec, 'rules').entries()) {
    const data = ruleOf(rule, `${route.namespace}.${route.name}.${index}`, route, backends);
    if (data === undefined) return [];
    const at = `${route.at}/spec/rules/${index}`;
    const title = `${titleOf(route)}, rule ${text(rule, 'name') ?? String(index + 1)}`;
    for (const match of matchesOf(rule, at, route)) made.push({ at, title, data, matches: match });
  }
  return made;
}

/** Without conditions a rule of HTTP is for every path; one of gRPC has none. */
function matchesOf(rule: Data, at: string, { kind }: KubeObject): Rule['matches'][] {
  const http = kind === 'HTTPRoute';
  if (list(rule, 'matches').length === 0) return [http ? [{ at, data: httpMatch({}) }] : []];
  return tables(rule, 'matches').map((match, index) => [
    { at: `${at}/matches/${index}`, data: http ? httpMatch(match) : grpcMatch(match) },
  ]);
}

function ruleOf(rule: Data, automatic: string, route: KubeObject, backends: Backends): Data | undefined {
  const filters = filtered(tables(rule, 'filters'), (reference) => backends.destination(reference, route));
  if (filters === undefined) return undefined;
  const references = tables(rule, 'backendRefs');
  const destinations = backends.destinations(references, route);
  if (destinations === undefined) return undefined;
  const total = references.reduce((sum, one) => sum + weightOf(one), 0);
  const none = total === 0 && filters['redirect'] === undefined;
  return {
    name: text(rule, 'name') ?? automatic,
    ...filters,
    ...limits(rule),
    ...(none ? { directResponse: { status: 500 } } : { route: destinations }),
  };
}

/** `retry` and `timeouts`: the limit of one attempt is that of the whole where nothing is tried again. */
function limits(rule: Data): Data {
  const [retry, timeouts] = [table(rule, 'retry'), table(rule, 'timeouts') ?? {}];
  const [whole, each] = [limit(timeouts, 'request'), limit(timeouts, 'backendRequest')];
  const timeout = (retry === undefined ? each : undefined) ?? whole;
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(retry === undefined ? {} : { retries: retries(retry, each) }),
  };
}

/** Zero is no limit. */
function limit(timeouts: Data, name: string): string | undefined {
  const written = text(timeouts, name);
  return written === undefined || !/[1-9]/.test(written) ? undefined : written;
}

function retries(retry: Data, perTryTimeout: string | undefined): Data {
  const attempts = number(retry, 'attempts') ?? 2;
  const codes = list(retry, 'codes').map(String);
  const backoff = text(retry, 'backoff');
  return {
    attempts,
    ...(perTryTimeout === undefined ? {} : { perTryTimeout }),
    ...(attempts === 0
      ? {}
      : { retryOn: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', ...codes].join(',') }),
    ...(backoff === undefined || field(retry, 'backoff') === undefined ? {} : { backoff }),
  };
}

const ranks = ['exact', 'prefix', 'regex'];

/**
 * The precedence of Gateway API: exact paths before prefixes before patterns, the longer first; then a method, more
 * headers, more parameters. What is equal keeps its order, and rules without conditions come last.
 */
export function inOrder(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((one, other) => {
    const [a, b] = [one.matches[0]?.data, other.matches[0]?.data];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return (
      rank(a) - rank(b) ||
      lengthOf(b) - lengthOf(a) ||
      Number(b['method'] !== undefined) - Number(a['method'] !== undefined) ||
      size(b, 'headers') - size(a, 'headers') ||
      size(b, 'queryParams') - size(a, 'queryParams')
    );
  });
}

const kindOf = (match: Data): string | undefined =>
  ranks.find((kind) => text(table(match, 'uri') ?? {}, kind) !== undefined);

function rank(match: Data): number {
  const kind = kindOf(match);
  return kind === undefined ? ranks.length : ranks.indexOf(kind);
}

const lengthOf = (match: Data): number => Buffer.byteLength(text(table(match, 'uri') ?? {}, kindOf(match) ?? '') ?? '');

const size = (match: Data, name: string): number => Object.keys(table(match, name) ?? {}).length;
