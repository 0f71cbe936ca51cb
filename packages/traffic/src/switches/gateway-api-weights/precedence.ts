/**
 * Gateway API decides between rules by itself: an exact path before a prefix, a longer prefix before a shorter one, then a
 * method before none, then the first in the list. Phases say in which order they are tried; where both differ over a request
 * that two phases match, the split cannot be an HTTPRoute. Regular expressions have no place in that order.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { PhaseMatch } from '../model.ts';
import { orderedMatches } from '../order.ts';
import type { GatewayApiSplit } from './model.ts';

interface One {
  readonly phase: string;
  readonly hosts: readonly string[];
  readonly methods: readonly string[];
  readonly path: string;
  readonly exact: boolean;
}

/** TRF069 for the first pair of matches that Gateway API would try the other way round. */
export function inexpressible(definition: GatewayApiSplit): Finding | undefined {
  const { migration } = definition;
  const all: One[] = [];
  for (const { match, phase = 'stay' } of orderedMatches(definition)) {
    if (match === undefined) continue;
    for (const one of single(match, phase)) {
      if (one === undefined) {
        return finding('TRF069', { migration, phase, other: '', reason: 'a regular expression' });
      }
      const before = all.find((other) => other.phase !== phase && overlap(other, one) && rank(one) > rank(other));
      if (before !== undefined) {
        return finding('TRF069', {
          migration,
          phase: before.phase,
          other: phase,
          reason: `${before.path}, ${one.path}`,
        });
      }
      all.push(one);
    }
  }
  return undefined;
}

function single({ hosts, methods, paths }: PhaseMatch, phase: string): readonly (One | undefined)[] {
  if (paths.length === 0) return [{ phase, hosts, methods, path: '/', exact: false }];
  return paths.map((path) => {
    if ('regex' in path) return undefined;
    return 'exact' in path
      ? { phase, hosts, methods, path: path.exact, exact: true }
      : { phase, hosts, methods, path: elements(path.prefix), exact: false };
  });
}

/** A prefix as Gateway API compares it: without the slash at its end. */
export const elements = (prefix: string): string => prefix.replace(/\/+$/, '') || '/';

const below = (path: string, prefix: string): boolean =>
  prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);

function overlap(a: One, b: One): boolean {
  const shared = <T>(x: readonly T[], y: readonly T[], same: (p: T, q: T) => boolean): boolean =>
    x.length === 0 || y.length === 0 || x.some((p) => y.some((q) => same(p, q)));
  if (!shared(a.methods, b.methods, (p, q) => p === q)) return false;
  if (!shared(a.hosts, b.hosts, (p, q) => covers(p, q) || covers(q, p))) return false;
  if (a.exact && b.exact) return a.path === b.path;
  if (a.exact) return below(a.path, b.path);
  if (b.exact) return below(b.path, a.path);
  return below(a.path, b.path) || below(b.path, a.path);
}

/** Whether a host, which may begin with a star, is all of another. */
export const covers = (pattern: string, host: string): boolean =>
  pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));

/** Higher is tried first. No path is longer than 1024. */
const rank = ({ exact, path, methods }: One): number => (exact ? 1e6 : path.length * 10) + (methods.length > 0 ? 1 : 0);
