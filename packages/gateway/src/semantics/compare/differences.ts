/**
 * Compares a recorded answer with an observed one, field by field; the rules are those of docs/reference/vectors.md.
 * A field that the way of observing cannot see (the matched pattern through a proxy) is absent and not compared.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AuxSeen, Counts, Headers, Json, UpstreamSeen, SeenAnswer } from './seen.ts';
import { isPlaceholder, sameText } from './placeholder.ts';

export interface Difference {
  /** Name of the field, e.g. `status`, `upstream.target`, `headers.vary`. */
  readonly field: string;
  readonly expected: unknown;
  readonly observed: unknown;
}

type Found = Difference[];

export interface Rules {
  /**
   * The observation tells every node that may be picked, not just the one that was; `false`: it does, and the recorded
   * set is only a sample. undefined: one request through a real proxy.
   */
  readonly complete?: boolean;
  /** The request's body, which a node receives unless its view says otherwise. */
  readonly sent?: string;
  /** Request headers that the target adds by itself, as a finding announces by name. */
  readonly added?: ReadonlySet<string>;
}

/** The rule for a request's body. */
export const sentBody = ({ body }: { readonly body?: string }): Pick<Rules, 'sent'> =>
  body === undefined ? {} : { sent: body };

/** All fields in which the observation differs; empty when the answers agree. */
export function differences(expected: SeenAnswer, observed: SeenAnswer, rules: Rules = {}): readonly Difference[] {
  const found: Found = [];
  status(expected, observed, found);
  if (expected.route !== undefined) same('route', expected.route, observed.route ?? null, found);
  for (const field of ['matched_uri', 'matched_host', 'consumer'] as const) {
    if (field in observed) same(field, expected[field] ?? undefined, observed[field] ?? undefined, found);
  }
  nodes(expected, observed, rules, found);
  upstream(expected.upstream, observed.upstream, rules, found);
  counts(expected, observed, found);
  tries(expected.tries, observed.tries, found);
  if (expected.same_node_as !== undefined && observed.same_node_as !== undefined) {
    same('same_node_as', expected.same_node_as, observed.same_node_as, found);
  }
  if (expected.headers !== undefined) headers('headers', expected, observed.headers ?? {}, found);
  // Where the status depends on the node, so does the text, and none was recorded.
  if (expected.statuses === undefined) body(expected, observed, found);
  if (expected.aux !== undefined && observed.aux !== undefined) aux(expected.aux, observed.aux, found);
  if (expected.tls !== undefined && 'tls' in observed) fields('tls', expected.tls, observed.tls ?? {}, found);
  return found;
}

function same(field: string, expected: unknown, observed: unknown, found: Found): void {
  if (!isDeepStrictEqual(expected, observed)) found.push({ field, expected, observed });
}

/** Recorded sets hold what was seen in repetitions; one observation shows a part of it. */
function subset(field: string, expected: readonly unknown[], observed: readonly unknown[], found: Found): void {
  const inside = observed.every((item) => expected.includes(item));
  if (observed.length === 0 || !inside) found.push({ field, expected, observed });
}

function status(expected: SeenAnswer, observed: SeenAnswer, found: Found): void {
  const seen = observed.statuses ?? (observed.status === undefined ? [] : [observed.status]);
  const wanted = expected.statuses ?? (expected.status === undefined ? [] : [expected.status]);
  // The routing format knows no status: one is told only where neither a route nor 404 answered.
  if (wanted.length === 0 && seen.length > 0 && observed.route === undefined) same('status', undefined, seen[0], found);
  if (wanted.length === 0) return;
  // Where it depends on the node, both sides are sets: what was recorded may be less than what is possible.
  if (wanted.length === 1 && seen.length === 1) same('status', wanted[0], seen[0], found);
  else if (seen.length > 1) subset('status', seen, wanted, found);
  else subset('status', wanted, seen, found);
}

function nodes(expected: SeenAnswer, observed: SeenAnswer, { complete }: Rules, found: Found): void {
  if (expected.statuses_count !== undefined || expected.statuses_count_any_of !== undefined) return;
  const seen = observed.nodes ?? [];
  if (expected.nodes === undefined) same('nodes', undefined, observed.nodes, found);
  else if (complete === true) same('nodes', [...expected.nodes].sort(), [...seen].sort(), found);
  else if (complete === false) subset('nodes', seen, expected.nodes, found);
  // Where the status itself depends on the node, the one that failed may be all that was seen.
  else if (seen.length > 0 || expected.statuses === undefined) subset('nodes', expected.nodes, seen, found);
}

/** How many of the recorded attempts are needed depends on where the picker stands; more than the most are too many. */
function tries(expected: readonly number[] | undefined, observed: readonly number[] | undefined, found: Found): void {
  if (expected === undefined || observed === undefined) return;
  if (Math.max(...observed) > Math.max(...expected)) found.push({ field: 'tries', expected, observed });
}

function upstream(
  expected: UpstreamSeen | undefined,
  observed: UpstreamSeen | undefined,
  { sent, added }: Rules,
  found: Found,
): void {
  // Who received a request at all is told by `nodes`; sets of statuses leave the upstream's view out.
  if (expected === undefined || observed === undefined) return;
  same('upstream.method', expected.method, observed.method, found);
  text('upstream.target', expected.target, observed.target, found);
  if (expected.host_any_of !== undefined) {
    const seen = observed.host_any_of ?? (observed.host === undefined ? [] : [observed.host]);
    subset('upstream.host', expected.host_any_of, seen, found);
  } else text('upstream.host', expected.host, observed.host, found);
  headers('upstream.headers', expected, withoutAdded(expected.headers, observed.headers, added), found);
  same('upstream.removed', [...(expected.removed ?? [])].sort(), [...(observed.removed ?? [])].sort(), found);
  upstreamBody(expected, observed, sent, found);
  if (expected.http !== undefined && observed.http !== undefined) {
    same('upstream.http', expected.http, observed.http, found);
  }
  if (expected.tls !== undefined && observed.tls !== undefined) {
    fields('upstream.tls', expected.tls, observed.tls, found);
  }
}

/** Headers that are announced by name do not count where the source sends none. */
const withoutAdded = (expected: Headers, observed: Headers, added: ReadonlySet<string> = new Set()): Headers =>
  Object.fromEntries(Object.entries(observed).filter(([name]) => !added.has(name) || name in expected));

type WithHeaders = Pick<SeenAnswer, 'headers'>;

/** What a gateway calls itself, and says about its own work, is no part of the answer. */
const ofTheGateway = /^(?:server|via|x-envoy-.*)$/;

/** A repeated header means the same as one line with its values (RFC 9110, 5.3). */
const joined = (value: string | undefined): string | undefined => value?.replaceAll('\n', ', ');

/** Every header of either side. */
function headers(prefix: string, expected: WithHeaders, observed: Headers, found: Found): void {
  const wanted = expected.headers ?? {};
  const names = new Set([...Object.keys(wanted), ...Object.keys(observed)]);
  for (const name of names)
    if (prefix !== 'headers' || !ofTheGateway.test(name))
      text(`${prefix}.${name}`, joined(wanted[name]), joined(observed[name]), found);
}

function text(field: string, expected: string | undefined, observed: string | undefined, found: Found): void {
  const equal = expected === undefined || observed === undefined ? expected === observed : sameText(expected, observed);
  if (!equal) found.push({ field, expected, observed });
}

/**
 * Bodies that the gateway encoded again are JSON whose order of keys is open: it differed between recordings, and may make
 * all the difference to the request's body.
 */
function upstreamBody(expected: UpstreamSeen, observed: UpstreamSeen, sent: string | undefined, found: Found): void {
  const changed = expected.body !== undefined || expected.body_json !== undefined;
  const seen = changed && observed.body === undefined && sent !== undefined ? { ...observed, body: sent } : observed;
  const json = expected.body_json ?? parsed(expected.body);
  const recoded = typeof json === 'object' && json !== null ? { body_json: json } : expected;
  body(recoded, seen, found, 'upstream.');
}

interface WithBody {
  readonly body?: string;
  readonly body_json?: Json;
  readonly body_kind?: string;
  readonly body_length?: number;
}

function body(expected: WithBody, observed: WithBody, found: Found, prefix = ''): void {
  if (expected.body_kind !== undefined) return;
  if (expected.body_json !== undefined) {
    const seen = observed.body_json ?? parsed(observed.body);
    if (!sameJson(expected.body_json, seen)) {
      found.push({ field: `${prefix}body_json`, expected: expected.body_json, observed: seen });
    }
    return;
  }
  text(`${prefix}body`, expected.body, observed.body, found);
  if (expected.body_length !== undefined) {
    same(`${prefix}body_length`, expected.body_length, observed.body_length, found);
  }
}

function parsed(body: string | undefined): Json | undefined {
  try {
    // Any JSON value will do: it is only compared.
    return body === undefined ? undefined : (JSON.parse(body) as Json);
  } catch {
    return undefined;
  }
}

/** Deep equality with placeholders in texts. */
function sameJson(expected: Json, observed: Json | undefined): boolean {
  // Some placeholders stand for numbers.
  const shown = typeof observed === 'number' && isPlaceholder(expected) ? String(observed) : observed;
  if (typeof expected === 'string' && typeof shown === 'string') return sameText(expected, shown);
  if (typeof expected !== 'object' || expected === null) return expected === observed;
  if (typeof observed !== 'object' || observed === null) return false;
  const left = Object.entries(expected);
  const right = new Map(Object.entries(observed));
  return left.length === right.size && left.every(([key, value]) => sameJson(value, right.get(key)));
}

function fields(
  prefix: string,
  expected: Readonly<Record<string, Json>>,
  observed: Readonly<Record<string, Json>>,
  found: Found,
): void {
  for (const [name, value] of Object.entries(expected)) same(`${prefix}.${name}`, value, observed[name], found);
}

function aux(expected: readonly AuxSeen[], observed: readonly AuxSeen[], found: Found): void {
  const equal =
    expected.length === observed.length &&
    expected.every((one, index) => {
      const other = observed[index];
      // JSON values in the shape of interfaces; compared as such.
      return other !== undefined && sameJson(one as unknown as Json, other as unknown as Json);
    });
  if (!equal) found.push({ field: 'aux', expected, observed });
}

function counts(expected: SeenAnswer, observed: SeenAnswer, found: Found): void {
  const compare = (
    field: string,
    one: Counts | undefined,
    anyOf: readonly Counts[] | undefined,
    seen: Counts | undefined,
  ): void => {
    const wanted = one === undefined ? anyOf : [one];
    if (wanted === undefined || seen === undefined) return;
    if (!wanted.some((option) => isDeepStrictEqual(option, seen)))
      found.push({ field, expected: wanted, observed: seen });
  };
  compare('statuses_count', expected.statuses_count, expected.statuses_count_any_of, observed.statuses_count);
  compare('calls_count', expected.calls_count, expected.calls_count_any_of, observed.calls_count);
  compare('slower_than_ms', expected.slower_than_ms, undefined, observed.slower_than_ms);
  if (expected.rejected !== undefined && observed.rejected !== undefined) {
    same('rejected.status', expected.rejected.status, observed.rejected.status, found);
    headers('rejected.headers', expected.rejected, observed.rejected.headers ?? {}, found);
    body(expected.rejected, observed.rejected, found, 'rejected.');
  }
}
