/** The rules of one set of hosts as HTTPRoute rules; a rule with a part that has no word is closed as a whole. */
import type { Model, Rule } from '../../model/model.ts';
import type { JsonObject } from '../envoy/config.ts';
import { type Compiled, upstreamOf } from '../envoy/routes.ts';
import { type Action, actionOf } from './action.ts';
import type { Backend } from './backends.ts';
import { matchesOf } from './match.ts';
import { mayOverlap, type Placed, prefersLater } from './order.ts';

/** One rule of an HTTPRoute. */
export interface Spoken {
  readonly rule: Rule;
  readonly matches: readonly JsonObject[];
  /** Paths begin with this. */
  readonly prefix: string;
  readonly action: Action;
  /** Set where the rule answers 500 instead of what it should do. */
  readonly closed: string | undefined;
}

/** What answers nothing: the API says 500 for a rule without backends. */
const silence: Action = {
  filters: [],
  clusters: [],
  missing: [],
  left: [],
  status: undefined,
  commands: false,
};

export function spoken(
  rule: Rule,
  made: Compiled,
  model: Model,
  preset: readonly JsonObject[],
  backends: ReadonlyMap<string, Backend>,
): readonly Spoken[] {
  const prefix = rule.path.kind === 'exact' ? rule.path.path : rule.path.prefix;
  const parts = made.routes.map((route) => {
    // Every Envoy route has a match.
    const match = route['match'] as JsonObject;
    return { match, matches: matchesOf(match), action: actionOf(route, preset) };
  });
  const nowhere = upstreamOf(model, rule) === undefined;
  const reason = reasonToClose(parts, backends, nowhere);
  if (reason !== undefined) return [closing(rule, parts[0]?.match ?? {}, prefix, reason)];
  return parts.map(({ matches, action }) => ({
    rule,
    matches: matches ?? [],
    prefix,
    action: leadsNowhere(action, backends, nowhere) ? { ...action, status: unavailable } : action,
    closed: undefined,
  }));
}

/** What the source answers where an upstream is missing or has no nodes; the API says 500. */
const unavailable = 503;

function leadsNowhere(
  { clusters, filters, status }: Action,
  backends: ReadonlyMap<string, Backend>,
  nowhere: boolean,
): boolean {
  if (status !== undefined || filters.some(({ type }) => type === 'RequestRedirect')) return false;
  return (
    (nowhere || clusters.length > 0) && clusters.every(({ name }) => (backends.get(name)?.refs ?? []).length === 0)
  );
}

function reasonToClose(
  parts: readonly { readonly matches: readonly JsonObject[] | undefined; readonly action: Action }[],
  backends: ReadonlyMap<string, Backend>,
  nowhere: boolean,
): string | undefined {
  if (parts.some(({ matches }) => matches === undefined)) return 'a condition';
  const missing = parts.flatMap(({ action }) => (action.status === undefined ? action.missing : []));
  if (missing[0] !== undefined) return missing[0];
  const targets = parts.flatMap(({ action }) => action.clusters.map(({ name }) => backends.get(name)));
  if (targets.some((one) => one?.closed === 'tls')) return 'TLS to upstreams without verification';
  return !nowhere && targets.some((one) => one === undefined) ? 'an upstream' : undefined;
}

/** Whatever the rule's conditions: its path and methods answer 500. */
function closing(rule: Rule, { path, prefix, safe_regex, headers }: JsonObject, start: string, reason: string): Spoken {
  const list = Array.isArray(headers) ? headers : [];
  const methods = list.filter((one) => Reflect.get(Object(one), 'name') === ':method');
  const narrow = matchesOf({ path, prefix, safe_regex, headers: methods }) ?? matchesOf({ path, prefix, safe_regex });
  const matches = narrow ?? matchesOf({ prefix: start }) ?? matchesOf({ prefix: '/' }) ?? [];
  return { rule, matches, prefix: start, action: silence, closed: reason };
}

/** Two rules in the wrong order. */
export interface Inversion {
  readonly earlier: Rule;
  readonly later: Rule;
}

/** The rules with those closed that would open what an earlier rule refuses, and where else the order differs. */
export function inOrder(rules: readonly Spoken[]): {
  readonly rules: readonly Spoken[];
  readonly inversions: readonly Inversion[];
} {
  const inversions = new Map<string, Inversion>();
  const opened = new Set<Rule>();
  const seen = new Index();
  for (const later of rules) {
    for (const match of later.matches) {
      const place = { match, prefix: later.prefix };
      for (const [earlier, before] of seen.near(place)) {
        if (!prefersLater(before, place) || !mayOverlap(before, place)) continue;
        const refused = earlier.action.clusters.length === 0;
        if (refused && earlier.rule !== later.rule && later.action.clusters.length > 0) opened.add(later.rule);
        else inversions.set(`${earlier.rule.name}\n${later.rule.name}`, { earlier: earlier.rule, later: later.rule });
      }
    }
    for (const match of later.matches) seen.add(later, { match, prefix: later.prefix });
  }
  return {
    rules: rules.map((one) =>
      opened.has(one.rule) && one.closed === undefined
        ? { ...one, action: silence, closed: 'its place in the order' }
        : one,
    ),
    inversions: [...inversions.values()],
  };
}

type Seen = readonly [Spoken, Placed];

/** Finds the rules whose paths may begin a path, without comparing all with all. Stateful. */
class Index {
  readonly #byPrefix = new Map<string, Seen[]>();

  add(rule: Spoken, place: Placed): void {
    const known = this.#byPrefix.get(place.prefix);
    if (known === undefined) this.#byPrefix.set(place.prefix, [[rule, place]]);
    else known.push([rule, place]);
  }

  /** One that begins with a longer text is preferred anyway. */
  *near({ prefix }: Placed): Generator<Seen> {
    for (let length = 0; length <= prefix.length; length++) yield* this.#byPrefix.get(prefix.slice(0, length)) ?? [];
  }
}
