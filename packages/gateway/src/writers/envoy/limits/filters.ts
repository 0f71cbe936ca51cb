/**
 * The local_ratelimit filters of a configuration. A request passes through every filter of the chain, so groups of counters
 * that refuse alike and count by the same attributes share one filter, however many routes there are: each group is a set
 * of descriptors there, and the route names its group. The limits of one route stand in filters of their own, in the
 * order in which they act.
 */
import { type JsonObject, typed } from '../config.ts';
import { groupEntry, type Keyed } from './key.ts';

const extension = 'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';

const enabled = typed('envoy.config.route.v3.FilterConfig', { config: {} });

/** What the groups of a filter have in common. */
export interface Kind {
  /** The metadata of a route that names its group. */
  readonly slot: string;
  /** The filter directly in front, which renames the headers of this limit and of no other. */
  readonly renamed: JsonObject | undefined;
  /** Members of the filter without its descriptors. */
  readonly settings: JsonObject;
}

interface Shared extends Kind {
  readonly name: string;
  readonly groups: Map<string, readonly JsonObject[]>;
  readonly on: Readonly<Record<string, JsonObject>>;
}

/** Grows while rules are compiled, so a class. */
export class LimitFilters {
  readonly #shared = new Map<string, Shared>();
  /** The slots that come before another one on some route. */
  readonly #before = new Map<string, Set<string>>();

  /** What switches the filter on for a route that draws from a group, after it has met the limits of the `earlier` slots. */
  draw(
    kind: Kind,
    earlier: readonly string[],
    group: string,
    { descriptors }: Keyed,
    token_bucket: JsonObject,
  ): Shared['on'] {
    const before = this.#before.get(kind.slot) ?? new Set<string>();
    this.#before.set(kind.slot, before);
    for (const slot of earlier) before.add(slot);
    const key = JSON.stringify(kind);
    const filter = this.#shared.get(key) ?? this.#first(kind);
    this.#shared.set(key, filter);
    if (!filter.groups.has(group)) {
      const own = { key: groupEntry, value: group };
      filter.groups.set(
        group,
        descriptors.map((entries) => ({ entries: [own, ...entries], token_bucket })),
      );
    }
    return filter.on;
  }

  #first(kind: Kind): Shared {
    const name = `limits-${this.#shared.size + 1}`;
    const names = Object.keys(namesOf(name, kind));
    return { ...kind, name, groups: new Map(), on: Object.fromEntries(names.map((one) => [one, enabled])) };
  }

  /** The filters by their names, in the order of the chain. */
  filters(): readonly (readonly [string, JsonObject])[] {
    const order = this.#slots();
    const list = [...this.#shared.values()].sort((a, b) => order.indexOf(a.slot) - order.indexOf(b.slot));
    return list.flatMap((shared) => Object.entries(namesOf(shared.name, shared)));
  }

  /** Each behind those that come before it. */
  #slots(): readonly string[] {
    const order = new Set<string>();
    const visited = new Set<string>();
    const visit = (slot: string): void => {
      if (visited.has(slot)) return;
      visited.add(slot);
      for (const earlier of this.#before.get(slot) ?? []) visit(earlier);
      order.add(slot);
    };
    for (const slot of this.#before.keys()) visit(slot);
    return [...order];
  }
}

function namesOf(name: string, { renamed, settings, groups }: Kind & Partial<Shared>): Record<string, JsonObject> {
  return {
    ...(renamed === undefined ? {} : { [`envoy.filters.http.header_mutation/${name}`]: renamed }),
    [`envoy.filters.http.local_ratelimit/${name}`]: typed(extension, {
      ...settings,
      descriptors: [...(groups?.values() ?? [])].flat(),
    }),
  };
}
