/** What witnesses start from: the rules of both sides, each with those that answer the same paths. */
import type { Site } from './atoms/atoms.ts';
import type { Sides } from './judge.ts';
import { basesOf } from './witnesses/base.ts';
import { kinds } from './witnesses/list.ts';
import type { Ground, Witness } from './witnesses/witness.ts';

const most = 24;

function* groundsOf({ source, target }: Sides): Generator<Ground> {
  const sites = [...source.atoms.sites, ...target.atoms.sites];
  const names = [...new Set([...source.atoms.names, ...target.atoms.names])];
  const answerHeaders = [...new Set(sites.flatMap((site) => site.answerHeaders.map((name) => name.toLowerCase())))];
  const near = neighbourhood(sites);
  for (const site of sites) {
    const bases = basesOf(site);
    const [base] = bases;
    if (base !== undefined) yield { site, bases, base, neighbours: near(site), names, answerHeaders };
  }
}

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

/** Every witness of every rule of both sides, with its kind. The same one may come from several rules. */
export function* witnessesOf(sides: Sides): Generator<{ kind: string; witness: Witness; ground: Ground }> {
  for (const ground of groundsOf(sides))
    for (const { name, make } of kinds) for (const witness of make(ground)) yield { kind: name, witness, ground };
}
