/** What witnesses start from: the rules of both sides, each with those that answer the same paths. */
import type { Site, ValueTest } from './atoms/atoms.ts';
import type { Sides } from './judge.ts';
import { basesOf } from './witnesses/base.ts';
import { kinds } from './witnesses/list.ts';
import type { Ground, Witness } from './witnesses/witness.ts';

const most = 24;

function* groundsOf({ source, target }: Sides): Generator<Ground> {
  const sites = [...source.atoms.sites, ...target.atoms.sites];
  const names = [...new Set([...source.atoms.names, ...target.atoms.names])];
  const answerHeaders = [...new Set(sites.flatMap((site) => site.answerHeaders.map((name) => name.toLowerCase())))];
  const written = [...new Set(sites.flatMap(({ tests }) => tests.flatMap(writtenBy)))].slice(0, mostWritten);
  const near = neighbourhood(sites);
  for (const site of sites) {
    const bases = basesOf(site);
    const [base] = bases;
    if (base !== undefined) yield { site, bases, base, neighbours: near(site), names, written, answerHeaders };
  }
}

const mostWritten = 24;

/** Tests of what a client claims stand for headers that a rule writes. */
const writtenBy = ({ carrier: { on, name }, accepted: [value] }: ValueTest): readonly string[] =>
  on === 'header' && value === 'from-client' ? [name.toLowerCase()] : [];

/** Found by the paths' own text and all its prefixes, so that many rules do not have to be compared with each other. */
function neighbourhood(sites: readonly Site[]): (site: Site) => readonly Site[] {
  const at = new Map<string, Site[]>();
  for (const site of sites)
    for (const { text } of site.paths) {
      const list = at.get(text);
      if (list === undefined) at.set(text, [site]);
      else if (list.length < most) list.push(site);
    }
  return (site) => {
    const found = new Set<Site>();
    for (const { text } of site.paths)
      for (let end = text.length; end > 0; end--)
        for (const other of at.get(text.slice(0, end)) ?? []) found.add(other);
    found.delete(site);
    return [...found].filter((other) => meet(site.hosts, other.hosts)).slice(0, most);
  };
}

const meet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === 0 ||
  other.length === 0 ||
  one.some((name) => other.some((pattern) => covers(name, pattern) || covers(pattern, name)));

const covers = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.startsWith('*') && name.endsWith(pattern.slice(1)));

export interface Made {
  readonly kind: string;
  readonly witness: Witness;
  readonly ground: Ground;
}

/**
 * Witnesses of every rule of both sides, with their kinds; the same one may come from several rules. Of a large estate every rule
 * gets the same share of `most`: of each kind as many, spread evenly over what it makes. `left` is told how many were left out.
 */
export function* witnessesOf(sides: Sides, most: number, left: (site: Site, count: number) => void): Generator<Made> {
  const share = Math.floor(most / Math.max(1, sides.source.atoms.sites.length + sides.target.atoms.sites.length));
  for (const ground of groundsOf(sides)) {
    const made = kinds.map(({ name, make }) => ({ kind: name, witnesses: [...make(ground)] }));
    const all = made.reduce((sum, { witnesses }) => sum + witnesses.length, 0);
    const limit =
      all <= share
        ? Number.POSITIVE_INFINITY
        : limitFor(
            made.map(({ witnesses }) => witnesses.length),
            share,
          );
    let kept = 0;
    for (const { kind, witnesses } of made)
      for (const witness of spread(witnesses, limit)) {
        kept++;
        yield { kind, witness, ground };
      }
    if (kept < all) left(ground.site, all - kept);
  }
}

/** How many of each kind fill the share, when small kinds are kept whole; never none. */
function limitFor(sizes: readonly number[], share: number): number {
  let limit = 2;
  const sum = (each: number): number => sizes.reduce((total, size) => total + Math.min(size, each), 0);
  while (sum(limit + 1) <= share) limit++;
  return limit;
}

function spread<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_none, at) => items[Math.floor((at * items.length) / limit)]).filter(
    (one) => one !== undefined,
  );
}
