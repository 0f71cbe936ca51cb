/**
 * Virtual hosts. Envoy chooses one virtual host and never falls back to a wider one (APISIX does), so each pattern's
 * virtual host holds, in order, every rule that may match one of its hosts. Rule lists that are equal share one.
 *
 * Observed with Envoy 1.39.3: `*shop.example` is a valid domain; a star does not stand for nothing, so the name without
 * the star is added. Ports are left out of the comparison by `ignore_port_in_host_matching`.
 */
import type { Test } from '@banyan/core/condition/condition.ts';
import type { HostMatch, Rule } from '../../../model/model.ts';
import type { HeaderMatcher, JsonObject } from '../config.ts';
import { matchersOf } from './matchers.ts';

export interface HostGroup {
  readonly domains: readonly string[];
  readonly rules: readonly Rule[];
}

/** More routes than this many times the rules' own, and one virtual host takes them all. */
const mostCopies = 3;
/** Small estates keep virtual hosts, which are easier to read. */
const fewRoutes = 2000;

/**
 * The groups, or undefined when host-less rules would have to be copied too often: then every rule stands once in the
 * virtual host `*` and asks for its host itself, see {@link withAuthority}.
 */
export function hostGroups(rules: readonly Rule[], size: (rule: Rule) => number): readonly HostGroup[] | undefined {
  const groups = grouped(rules);
  const total = groups.reduce((sum, group) => sum + group.rules.reduce((part, rule) => part + size(rule), 0), 0);
  const own = rules.reduce((sum, rule) => sum + size(rule), 0);
  return total <= Math.max(fewRoutes, own * mostCopies) ? groups : undefined;
}

/** The host of a rule as a header matcher; the port is left out of the comparison. */
export function authorityMatcher(host: HostMatch): readonly HeaderMatcher[] {
  if (host.kind === 'any' || keyOf(host) === '*') return [];
  const test: Test =
    host.kind === 'exact' ? { subject: 'host', equals: host.name } : { subject: 'host', suffix: host.suffix };
  return matchersOf({ test, negated: false }) ?? [];
}

/** The route with the rule's host among its matchers. */
export function withAuthority(one: JsonObject, { host }: Rule): JsonObject {
  const wanted = authorityMatcher(host);
  if (wanted.length === 0) return one;
  // Routes are made by this writer: a match is an object, its headers a list.
  const match = one['match'] as JsonObject;
  const headers = (match['headers'] ?? []) as readonly JsonObject[];
  return { ...one, match: { ...match, headers: [...wanted, ...headers] } };
}

/** nginx leaves out a dot at the end of a host; Envoy compares it. */
export const withDots = (domains: readonly string[]): readonly string[] => [
  ...new Set(domains.flatMap((domain) => (domain === '*' ? [domain] : [domain, `${domain}.`]))),
];

function grouped(rules: readonly Rule[]): readonly HostGroup[] {
  const patterns = new Map<string, HostMatch>();
  for (const { host } of rules) patterns.set(keyOf(host), host);
  patterns.set('*', { kind: 'any' });
  const groups = new Map<string, { domains: string[]; rules: readonly Rule[] }>();
  const taken = new Set([...patterns.values()].flatMap((host) => (host.kind === 'exact' ? [host.name] : [])));
  for (const pattern of patterns.values()) {
    const matching = rules.filter((rule) => covers(rule.host, pattern));
    const key = matching.map((rule) => rule.name).join('\n');
    const group = groups.get(key) ?? { domains: [], rules: matching };
    groups.set(key, group);
    group.domains.push(...domainsOf(pattern, taken));
  }
  return [...groups.values()];
}

const keyOf = (host: HostMatch): string => {
  if (host.kind === 'any' || (host.kind === 'suffix' && host.suffix === '')) return '*';
  return host.kind === 'exact' ? host.name : `*${host.suffix}`;
};

function domainsOf(host: HostMatch, taken: ReadonlySet<string>): readonly string[] {
  if (host.kind === 'any') return ['*'];
  if (host.kind === 'exact') return [host.name];
  return taken.has(host.suffix) ? [`*${host.suffix}`] : [`*${host.suffix}`, host.suffix];
}

/** Whether a rule for one pattern matches the hosts that are left for another pattern's virtual host. */
function covers(wide: HostMatch, narrow: HostMatch): boolean {
  if (wide.kind === 'any') return true;
  if (narrow.kind === 'any') return wide.kind === 'suffix' && wide.suffix === '';
  if (wide.kind === 'exact') return narrow.kind === 'exact' && narrow.name === wide.name;
  return (narrow.kind === 'exact' ? narrow.name : narrow.suffix).endsWith(wide.suffix);
}
