/**
 * The part of HAProxy's configuration that serves one migration: a door for each entry, the phase of a request, and the draw
 * that is compared with the phase's share. Shares stand in a map, so that one commit changes all of them at once; counters
 * are those of a backend for each phase and side, and of a table that counts how long answers took.
 */
import { createHash } from 'node:crypto';
import { edgeBounds } from '../../indicators/buckets.ts';
import type { Side } from '../../indicators/indicator.ts';
import { hostExpression, pathExpression } from '../expression.ts';
import type { EdgeMigration, Entry, PhaseMatch } from '../model.ts';
import { hostAndPort } from '../ports.ts';
import { orderedMatches } from '../order.ts';
import { wholeWeight } from '../split.ts';
import { backendName, frontendName, mapKey, stayingName, tableName, trackedKey } from './names.ts';

export interface Fragment {
  readonly text: string;
  /** Name of the table of latencies: another one for another fragment. */
  readonly table: string;
}

/** `map` is the file of shares, by its absolute path: that is also its name in the runtime API. */
export function fragment(migration: EdgeMigration, map: string): Fragment {
  const { name } = migration;
  const body = (table: string): string =>
    [
      ...head(name, table),
      ...migration.entries.flatMap((entry) => door(migration, entry, map)),
      ...migration.entries.flatMap((entry) => [
        ...migration.phases.flatMap((phase) => [
          ...backend(name, phase.name, 'old', entry, table),
          ...backend(name, phase.name, 'new', entry, table),
        ]),
        ...section(`backend ${stayingName(name, entry.name)} from ${sides(name)}`, servers(entry.old)),
      ]),
    ].join('\n');
  const digest = createHash('sha256').update(body('')).digest('hex').slice(0, 12);
  const table = tableName(name, digest);
  return { text: `${body(table)}\n`, table };
}

const doors = (migration: string): string => `${frontendName(migration, '')}doors`;
const sides = (migration: string): string => `${frontendName(migration, '')}sides`;

/** Defaults of their own: what the user's defaults add (headers, logs, time limits) must not show behind the edge. */
function head(migration: string, table: string): string[] {
  return [
    `# Written by Banyan for the migration ${migration}; what is changed here by hand is overwritten.`,
    '# Load this folder after your own files: haproxy -f /etc/haproxy/haproxy.cfg -f FOLDER',
    ...section(`defaults ${doors(migration)}`, ['mode http', 'timeout client 1h', 'timeout http-request 1h']),
    ...section(`defaults ${sides(migration)}`, [
      'mode http',
      'timeout connect 5s',
      'timeout server 24h',
      'timeout tunnel 24h',
      'http-request set-var(txn.banyan_began) date(0,ms)',
      'http-response set-var(txn.banyan_took) date(0,ms),sub(txn.banyan_began)',
    ]),
    ...section(`backend ${table} from ${sides(migration)}`, [
      `stick-table type string len 256 size 10k store gpc(${edgeBounds.length + 1})`,
    ]),
  ];
}

function door(migration: EdgeMigration, entry: Entry, map: string): string[] {
  const { name, clientAddress, phases } = migration;
  const { header, trustedPeers } = clientAddress;
  const known = '{ var(txn.banyan_phase) -m found }';
  const believed =
    trustedPeers.length === 0 ? '' : ` unless { src ${trustedPeers.join(' ')} } { req.hdr(${header}) -m found }`;
  return section(`frontend ${frontendName(name, entry.name)} from ${doors(name)}`, [
    `bind ${hostAndPort(entry.address, entry.port)}`,
    `http-request set-header ${header} %[src]${believed}`,
    ...orderedMatches(migration).map(
      ({ match, phase }) =>
        `http-request set-var(txn.banyan_phase) str(${phase === undefined ? ':stay' : mapKey(phase)}) if !${known}${conditions(match)}`,
    ),
    `http-request set-var(txn.banyan_draw) rand(${wholeWeight})`,
    // A draw from 0 to 9999 is below the share: 0 takes none, 10000 takes all.
    `acl banyan_new var(txn.banyan_phase),map_str(${quoted(map)},0),sub(txn.banyan_draw) gt 0`,
    ...phases.flatMap((phase) => {
      const of = `{ var(txn.banyan_phase) -m str ${mapKey(phase.name)} }`;
      return [
        `use_backend ${backendName(name, phase.name, 'new', entry.name)} if ${of} banyan_new`,
        `use_backend ${backendName(name, phase.name, 'old', entry.name)} if ${of}`,
      ];
    }),
    `default_backend ${stayingName(name, entry.name)}`,
  ]);
}

function backend(migration: string, phase: string, side: Side, entry: Entry, table: string): string[] {
  return section(`backend ${backendName(migration, phase, side, entry.name)} from ${sides(migration)}`, [
    `http-request track-sc2 str(${trackedKey(phase, side)}) table ${table}`,
    ...edgeBounds.map(
      (bound, index) => `http-response sc-inc-gpc(${index},2) if { var(txn.banyan_took) -m int le ${bound} }`,
    ),
    `http-response sc-inc-gpc(${edgeBounds.length},2)`,
    ...servers(entry[side]),
  ]);
}

/** Behind a client that speaks HTTP/2 without TLS the gateway is spoken to likewise: gRPC needs it from end to end. */
function servers({ host, port }: Entry['old']): string[] {
  const address = hostAndPort(host, port);
  return [
    'use-server h2 if { fc_http_major 2 }',
    'use-server h1 unless { fc_http_major 2 }',
    `server h1 ${address}`,
    `server h2 ${address} proto h2`,
  ];
}

/** All parts must hold. */
function conditions(match: PhaseMatch | undefined): string {
  if (match === undefined) return '';
  const { hosts, paths, methods } = match;
  const host = hostExpression(hosts);
  const path = pathExpression(paths);
  const parts = [
    ...(methods.length === 0 ? [] : [`{ method -m str -- ${methods.map(quoted).join(' ')} }`]),
    ...(host === undefined ? [] : [`{ req.hdr(host) -m reg -i -- ${quoted(`^${host}$`)} }`]),
    ...(path === undefined ? [] : [`{ path -m reg -- ${quoted(`^${path}`)} }`]),
  ];
  return parts.map((part) => ` ${part}`).join('');
}

/** One word of HAProxy's configuration, in which nothing is expanded. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

const section = (title: string, lines: readonly string[]): string[] => [title, ...lines.map((line) => `  ${line}`)];
