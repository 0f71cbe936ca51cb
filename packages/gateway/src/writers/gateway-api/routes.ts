/**
 * HTTPRoutes within the API's limits: 16 rules, 64 matches in a rule and 128 in all, 16 host names (httproute_types.go).
 * What is split keeps its order: between routes of one age the name decides, and the names are numbered.
 */
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, nameFor, object } from '../kubernetes/objects.ts';
import type { Backend } from './backends.ts';
import type { Spoken } from './rules.ts';

const most = { rules: 16, matchesOfRule: 64, matches: 128, hostnames: 16 } as const;

/** Ids of the source's routes, one for each rule of the HTTPRoute, in order. */
const routesAnnotation = 'banyan.dev/routes';

export interface Parent {
  /** Name of the Gateway. */
  readonly name: string;
}

/** Host names that the API knows, for the domains of a group; undefined for those that it has no word for. */
export function hostnameOf(domain: string): string | undefined {
  return /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(domain) &&
    !/^\d+(?:\.\d+){3}$/.test(domain)
    ? domain
    : undefined;
}

export function httpRoutes(
  domains: readonly string[],
  rules: readonly Spoken[],
  backends: ReadonlyMap<string, Backend>,
  parent: Parent,
  naming: Naming,
  taken: Set<string>,
): readonly JsonObject[] {
  const all = domains.includes('*');
  const hostnames = all ? [] : domains.flatMap((domain) => hostnameOf(domain) ?? []);
  if (!all && hostnames.length === 0) return [];
  const name = nameFor(all ? 'any-host' : (hostnames[0] ?? ''), taken);
  const parts = chunks(rules);
  const hosts = all ? [undefined] : sliced(hostnames, most.hostnames);
  return hosts.flatMap((some, set) =>
    parts.map((part, number): JsonObject => {
      const whole = parts.length === 1 && hosts.length === 1;
      const own = whole ? name : `${name}-${numbered(set, hosts.length)}${numbered(number, parts.length)}`;
      const annotated = object('gateway.networking.k8s.io/v1', 'HTTPRoute', own, naming, {
        spec: { parentRefs: [{ name: parent.name }], hostnames: some, rules: part.map((one) => ruleOf(one, backends)) },
      });
      const ids = JSON.stringify(part.map(({ rule }) => rule.route));
      // `object` makes metadata an object.
      const metadata = annotated['metadata'] as JsonObject;
      return { ...annotated, metadata: { ...metadata, annotations: { [routesAnnotation]: ids } } };
    }),
  );
}

const numbered = (index: number, count: number): string =>
  count === 1 ? '' : String(index + 1).padStart(String(count).length, '0');

function sliced<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function chunks(rules: readonly Spoken[]): readonly (readonly Spoken[])[] {
  const small = rules.flatMap((one) => sliced(one.matches, most.matchesOfRule).map((matches) => ({ ...one, matches })));
  const parts: Spoken[][] = [];
  let count = 0;
  for (const one of small) {
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

function ruleOf({ matches, action }: Spoken, backends: ReadonlyMap<string, Backend>): JsonObject {
  const shares = action.clusters.map(({ name, weight }) => ({ refs: backends.get(name)?.refs ?? [], weight }));
  const refs = shares.flatMap(({ refs: own, weight }) =>
    own.map((ref) => ({
      name: ref.name,
      port: ref.port,
      weight: shares.length === 1 ? ref.weight : ref.weight * weight,
    })),
  );
  return {
    matches,
    filters: action.filters.length === 0 ? undefined : action.filters,
    backendRefs: refs.length === 0 ? undefined : refs,
  };
}
