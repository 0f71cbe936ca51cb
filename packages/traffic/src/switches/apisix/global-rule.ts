/**
 * A split as one global rule of APISIX, an object that holds nothing else, so that one PUT changes all phases at once.
 * traffic-split looks at rules in order: the first matches nothing and keeps the record, each further one has the routes of a
 * phase (`route_id`). A request with the header `X-Banyan-Split` is answered by mocking with the record, by the worker that has
 * it: that tells what is loaded, which the Admin API cannot. A route with a traffic-split of its own overrules a global rule.
 */
import type { Json } from '../../proxies/json.ts';
import { listOf, member } from '../../proxies/json.ts';
import { type Held, recordFrom, weightOf, wholeWeight } from '../split.ts';
import type { Split } from '../switch.ts';

export interface ApisixPhase {
  readonly name: string;
  /** Ids of its routes. */
  readonly routes: readonly string[];
}

/** Ids of the objects of a migration. */
export const ruleId = (migration: string): string => `banyan-${migration}`;
export const upstreamId = (migration: string): string => `banyan-${migration}-new`;

export const probeHeader = 'X-Banyan-Split';
const recordVariable = 'banyan_record';

export function globalRule(migration: string, phases: readonly ApisixPhase[], split: Split): Json {
  const record = recordText(split);
  return {
    plugins: {
      'traffic-split': {
        rules: [
          { match: [{ vars: [[recordVariable, '==', record]] }], weighted_upstreams: [{ weight: 1 }] },
          ...phases.map(({ name, routes }) => ({
            match: [{ vars: [['route_id', 'in', [...routes]]] }],
            weighted_upstreams: weighted(migration, weightOf(split.shares[name] ?? 0)),
          })),
        ],
      },
      mocking: {
        response_status: 200,
        content_type: 'application/json',
        response_example: record,
        with_mock_header: false,
        _meta: { filter: [['http_x_banyan_split', '==', migration]] },
      },
    },
  };
}

/** An entry without an upstream is the route's own. What has no weight is left out. */
function weighted(migration: string, weight: number): Json[] {
  const fresh = { upstream_id: upstreamId(migration), weight };
  const own = { weight: wholeWeight - weight };
  return [fresh, own].filter((one) => one.weight > 0);
}

/** The record as it stands in a rule and in an answer. */
const recordText = ({ generation, author, shares }: Split): string =>
  encodeURIComponent(JSON.stringify({ generation, author, shares }));

export function recordIn(text: string): Split | undefined {
  try {
    return recordFrom(JSON.parse(decodeURIComponent(text)));
  } catch {
    return undefined;
  }
}

/** What a rule says, as the Admin API gives it back. */
export function heldInRule(rule: unknown, migration: string, phases: readonly ApisixPhase[]): Held {
  const [first, ...rules] = listOf(member(rule, 'plugins', 'traffic-split', 'rules'));
  const record = recordIn(String(member(first, 'match', 0, 'vars', 0, 2)));
  const shares: Record<string, number> = {};
  for (const [at, { name, routes }] of phases.entries()) {
    const own = JSON.stringify(member(rules[at], 'match', 0, 'vars', 0, 2)) === JSON.stringify(routes);
    shares[name] = own ? shareOf(listOf(member(rules[at], 'weighted_upstreams')), migration) : Number.NaN;
  }
  return { record, shares };
}

function shareOf(entries: readonly unknown[], migration: string): number {
  const weights = entries.map((entry) => ({
    fresh: member(entry, 'upstream_id') === upstreamId(migration),
    weight: Number(member(entry, 'weight') ?? 1),
  }));
  const sum = (of: typeof weights): number => of.reduce((total, { weight }) => total + weight, 0);
  return (100 * sum(weights.filter(({ fresh }) => fresh))) / sum(weights);
}
