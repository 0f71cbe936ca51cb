/**
 * HTTPRoutes within the API's limits: 16 rules, 64 matches in a rule and 128 in all, 16 host names (httproute_types.go).
 * What is split keeps its order: between routes of one age the name decides, and the names are numbered.
 */
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, nameFor, object } from '../kubernetes/objects.ts';
import { hostname } from './action.ts';
import { type Backends, ruleOf } from './rule.ts';
import type { Spoken } from './rules.ts';

const most = { rules: 16, matchesOfRule: 64, matches: 128, hostnames: 16 } as const;

/** Ids of the source's routes, one for each rule of the HTTPRoute, in order. */
const routesAnnotation = 'banyan.dev/routes';

/** The Gateway, all ports of its listeners, and how the listeners of a port are called. */
export interface Parent {
  readonly name: string;
  readonly ports: readonly number[];
  readonly sections: ReadonlyMap<number, readonly string[]>;
}

/** Host names that the API knows; undefined for those that it has no word for. */
export function hostnameOf(domain: string): string | undefined {
  return hostname.test(domain.replace(/^\*\./, '')) && !/^\d+(?:\.\d+){3}$/.test(domain) ? domain : undefined;
}

/** All routes for one set of hosts; several where requests at different ports are answered otherwise. */
export function httpRoutes(
  hosts: readonly string[],
  rules: readonly Spoken[],
  backends: Backends,
  parent: Parent,
  naming: Naming,
  taken: Set<string>,
): readonly JsonObject[] {
  const hostnames = hosts.includes('*') ? [undefined] : sliced(hosts, most.hostnames);
  const name = nameFor(hosts.includes('*') ? 'any-host' : (hosts[0] ?? ''), taken);
  const entrances = entrancesOf(rules, parent);
  return entrances.flatMap(({ refs, inside, suffix }) => {
    const parts = chunks(together(inside));
    return hostnames.flatMap((some, set) =>
      parts.map((part, number): JsonObject => {
        const numbers = [numbered(set, hostnames.length), numbered(number, parts.length)].filter((one) => one !== '');
        const own = [name, ...suffix, ...numbers].join('-');
        const made = object('gateway.networking.k8s.io/v1', 'HTTPRoute', own, naming, {
          spec: { parentRefs: refs, hostnames: some, rules: part.map((one) => ruleOf(one, backends)) },
        });
        const ids = JSON.stringify(part.map((one) => one.part?.rule.route ?? null));
        // `object` makes metadata an object.
        const metadata = made['metadata'] as JsonObject;
        return { ...made, metadata: { ...metadata, annotations: { [routesAnnotation]: ids } } };
      }),
    );
  });
}

interface Entrance {
  readonly refs: readonly JsonObject[];
  readonly inside: readonly Spoken[];
  readonly suffix: readonly string[];
}

function entrancesOf(rules: readonly Spoken[], { name, ports, sections }: Parent): readonly Entrance[] {
  if (rules.every(({ row }) => row.ports === undefined)) return [{ refs: [{ name }], inside: rules, suffix: [] }];
  const sets = new Map<string, { readonly ports: number[]; readonly inside: readonly Spoken[] }>();
  for (const port of ports) {
    const inside = rules.filter(({ row }) => row.ports?.has(String(port)) ?? true);
    const key = rules.map((one) => (inside.includes(one) ? '1' : '0')).join('');
    const known = sets.get(key);
    if (known === undefined) sets.set(key, { ports: [port], inside });
    else known.ports.push(port);
  }
  const filled = [...sets.values()].filter(({ inside }) => inside.length > 0);
  if (filled.length === 1 && filled[0]?.ports.length === ports.length)
    return [{ refs: [{ name }], inside: filled[0].inside, suffix: [] }];
  return filled.map(({ ports: own, inside }) => ({
    // Of several references to one Gateway each must name a listener.
    refs:
      own.length === 1
        ? own.map((port) => ({ name, port }))
        : own.flatMap((port) => (sections.get(port) ?? []).map((sectionName) => ({ name, sectionName }))),
    inside,
    suffix: [`port-${own.join('-')}`],
  }));
}

const numbered = (index: number, count: number): string =>
  count === 1 ? '' : String(index + 1).padStart(String(count).length, '0');

function sliced<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Neighbours that do the same as one rule with the matches of all. */
function together(rules: readonly Spoken[]): readonly Spoken[] {
  const made: Spoken[] = [];
  for (const one of rules) {
    const last = made.at(-1);
    const joined = last !== undefined && last.part === one.part && one.part?.action.prefix === undefined;
    if (joined && last.matches.length + one.matches.length <= most.matchesOfRule)
      made[made.length - 1] = { ...last, matches: [...last.matches, ...one.matches] };
    else made.push(one);
  }
  return made;
}

function chunks(rules: readonly Spoken[]): readonly (readonly Spoken[])[] {
  const parts: Spoken[][] = [];
  let count = 0;
  for (const one of rules) {
    const last = parts.at(-1);
    if (last === undefined || last.length >= most.rules || count + one.matches.length > most.matches) {
      parts.push([one]);
      count = one.matches.length;
    } else {
      last.push(one);
      count += one.matches.length;
    }
  }
  return parts;
}
