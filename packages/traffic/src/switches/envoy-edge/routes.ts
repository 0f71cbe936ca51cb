/** The route configuration of one migration: the only thing that a change of shares touches. */
import { createHash } from 'node:crypto';
import type { Split } from '../switch.ts';
import { type Json, resources } from '../../proxies/json.ts';
import { routeMatches, throughEntry } from './matches.ts';
import type { EdgeMigration, Entry } from '../model.ts';
import { orderedMatches } from '../order.ts';
import { weightOf, wholeWeight } from '../split.ts';
import { clusterName, inward, routeConfigName, unmatchedPhase } from './names.ts';

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
      ...orderedMatches(migration).flatMap(({ match, phase }) =>
        (match === undefined ? [{ prefix: '' }] : routeMatches(match)).map((one) => ({
          match: through(one),
          ...(phase === undefined
            ? forwarding(staying(migration.name, entry))
            : {
                metadata: { filter_metadata: { [recordKey]: { phase } } },
                ...forwarding(weighted(migration.name, phase, entry, split.shares[phase] ?? 0)),
              }),
        })),
      ),
      { match: through({ prefix: '' }), ...forwarding(staying(migration.name, entry)) },
    ];
  });
}

const staying = (migration: string, entry: Entry) => ({
  cluster: clusterName(migration, unmatchedPhase, 'old', entry.name),
});

function weighted(migration: string, phase: string, entry: Entry, share: number): { readonly [key: string]: Json } {
  const weight = weightOf(share);
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
