/**
 * Finds an earlier rule that covers a later one without comparing all with all: rules are kept by the literal begin of
 * their paths, by their hosts, and by a part of their conditions. Only lengths that occur are looked for. Stateful.
 */
import type { HostMatch, PathMatch, Rule } from '../model/model.ts';
import { coversHost, coversMethods, coversPath, partsOf } from './covers.ts';

interface Known {
  readonly rule: Rule;
  readonly parts: ReadonlySet<string>;
}

/** By the first part of the condition; an empty text is for rules without one. */
type ByPart = Map<string, Known[]>;

export class Earlier {
  readonly #byPath = new Map<string, Map<string, ByPart>>();
  readonly #pathLengths = new Set<number>();
  readonly #suffixLengths = new Set<number>();

  /** An earlier rule that takes all requests of this one; without one, `keep` says whether it may cover later ones. */
  covering(rule: Rule, keep: boolean): Rule | undefined {
    const path = beginOf(rule.path);
    const parts = partsOf(rule.condition);
    const found = this.#find(rule, path, parts);
    if (found !== undefined || !keep) return found;
    this.#pathLengths.add(path.length);
    if (rule.host.kind === 'suffix') this.#suffixLengths.add(rule.host.suffix.length);
    const byHost = filled(this.#byPath, path, () => new Map<string, ByPart>());
    const byPart = filled(byHost, hostKey(rule.host), (): ByPart => new Map());
    const [first = ''] = parts;
    filled(byPart, first, (): Known[] => []).push({ rule, parts });
    return undefined;
  }

  #find(rule: Rule, path: string, parts: ReadonlySet<string>): Rule | undefined {
    let hosts: readonly string[] | undefined;
    for (const length of this.#pathLengths) {
      const byHost = length > path.length ? undefined : this.#byPath.get(path.slice(0, length));
      if (byHost === undefined) continue;
      hosts ??= this.#hostsAround(rule.host);
      for (const host of hosts) {
        const byPart = byHost.get(host);
        const found = byPart && among(byPart, rule, parts);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #hostsAround(host: HostMatch): readonly string[] {
    if (host.kind === 'any') return ['*', '*:'];
    const text = host.kind === 'exact' ? host.name : host.suffix;
    const lengths = [...this.#suffixLengths].filter((length) => length <= text.length);
    return ['*', hostKey(host), ...lengths.map((length) => `*:${text.slice(text.length - length)}`)];
  }
}

function among(byPart: ByPart, rule: Rule, parts: ReadonlySet<string>): Rule | undefined {
  for (const part of ['', ...parts])
    for (const known of byPart.get(part) ?? [])
      if (
        [...known.parts].every((one) => parts.has(one)) &&
        coversMethods(known.rule.methods, rule.methods) &&
        coversPath(known.rule.path, rule.path) &&
        coversHost(known.rule.host, rule.host)
      )
        return known.rule;
  return undefined;
}

const beginOf = (path: PathMatch): string => (path.kind === 'exact' ? path.path : path.prefix);

function hostKey(host: HostMatch): string {
  if (host.kind === 'any') return '*';
  return host.kind === 'exact' ? host.name : `*:${host.suffix}`;
}

function filled<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
