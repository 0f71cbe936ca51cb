/** The route configuration of one migration: the only thing that a change of shares touches. */
import { createHash } from 'node:crypto';
import type { Split } from '../switch.ts';
import { type Json, resources } from '../../proxies/json.ts';
import { routeMatches, throughEntry } from './matches.ts';
import type { EdgeMigration, Entry, PhaseMatch } from './model.ts';
import { clusterName, inward, routeConfigName, unmatchedPhase } from './names.ts';

/** Weights are written in hundredths of a percent. */
export const wholeWeight = 10_000;

/** Where the record of a write stands in the route configuration's metadata. */
export const recordKey = 'dev.banyan.split';

export interface RoutesFile {
  readonly text: string;
  /** `<generation>.<digest>`: another one for other routes of the same generation. */
  readonly version: string;
}

/** The RDS file. Generation, author and shares are recorded inside, so that they are loaded and read with the weights. */
export function routesFile(migration: EdgeMigration, split: Split): RoutesFile {
  const record = { generation: split.generation, author: split.author, shares: split.shares };
  const config: Json = {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: routeConfigName(migration.name),
    metadata: { filter_metadata: { [recordKey]: record } },
    virtual_hosts: [{ name: 'all', domains: ['*'], routes: routes(migration, split) }],
    // The gateways must see what the client sent: what the edge's Envoy adds on its own is taken off again.
    request_headers_to_remove: [inward.entry, inward.proto, 'x-envoy-external-address', 'x-envoy-internal'],
    most_specific_header_mutations_wins: false,
  };
  const digest = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 8);
  const version = `${split.generation}.${digest}`;
  return { text: resources(version, [config]), version };
}

function routes(migration: EdgeMigration, split: Split): Json[] {
  const several = migration.entries.length > 1;
  return migration.entries.flatMap((entry) => {
    const through = (match: Json): Json => (several ? throughEntry(match, entry.name) : match);
    return [
      ...ordered(migration).map(({ match, phase }) => ({
        match: through(match),
        ...(phase === undefined
          ? forwarding(staying(migration.name, entry))
          : {
              metadata: { filter_metadata: { [recordKey]: { phase } } },
              ...forwarding(weighted(migration.name, phase, entry, split.shares[phase] ?? 0)),
            }),
      })),
      { match: through({ prefix: '' }), ...forwarding(staying(migration.name, entry)) },
    ];
  });
}

const staying = (migration: string, entry: Entry) => ({
  cluster: clusterName(migration, unmatchedPhase, 'old', entry.name),
});

interface Ordered {
  readonly match: Json;
  readonly order: number;
  /** undefined for what stays on the old side. */
  readonly phase: string | undefined;
}

/** All matches in the order in which they are tried. */
function ordered({ phases, stay }: EdgeMigration): readonly Ordered[] {
  const of = (match: PhaseMatch, phase: string | undefined): Ordered[] =>
    routeMatches(match).map((one) => ({ match: one, order: match.order, phase }));
  const rest = phases.flatMap(({ name, matches }): Ordered[] =>
    matches === 'rest' ? [{ match: { prefix: '' }, order: Number.POSITIVE_INFINITY, phase: name }] : [],
  );
  const chosen = phases.flatMap(({ name, matches }) =>
    matches === 'rest' ? [] : matches.flatMap((match) => of(match, name)),
  );
  // Sorting is stable.
  return [...stay.flatMap((match) => of(match, undefined)), ...chosen, ...rest].sort((a, b) => compareOrder(a, b));
}

const compareOrder = (a: Ordered, b: Ordered): number => (a.order === b.order ? 0 : a.order < b.order ? -1 : 1);

function weighted(migration: string, phase: string, entry: Entry, share: number): { readonly [key: string]: Json } {
  const weight = Math.round((share * wholeWeight) / 100);
  return {
    weighted_clusters: {
      clusters: [
        { name: clusterName(migration, phase, 'old', entry.name), weight: wholeWeight - weight },
        { name: clusterName(migration, phase, 'new', entry.name), weight },
      ],
    },
  };
}

/** No time limit of its own; a request goes out a second time only when not a byte of it had left. */
const forwarding = (where: { readonly [key: string]: Json }): { readonly [key: string]: Json } => ({
  route: {
    ...where,
    timeout: '0s',
    retry_policy: { retry_on: 'connect-failure,refused-stream,reset-before-request', num_retries: 2 },
  },
  request_headers_to_remove: ['x-forwarded-proto'],
  request_headers_to_add: [
    {
      header: { key: 'X-Forwarded-Proto', value: `%REQ(${inward.proto})%` },
      append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
    },
  ],
});
