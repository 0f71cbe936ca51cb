/**
 * The part of nginx's configuration that serves one migration: a door for each entry, the phase of a request, its draw, and
 * the files that decide. It never changes while shares do, so nginx is reloaded once and not for a switch: see
 * docs/decisions/0013.
 */
import { createHash } from 'node:crypto';
import { edgeBounds } from '../../indicators/buckets.ts';
import { hostExpression, pathExpression } from '../expression.ts';
import type { EdgeMigration, Entry, PhaseMatch } from '../model.ts';
import { orderedMatches } from '../order.ts';
import { hostAndPort } from '../ports.ts';
import { digits } from './draws.ts';
import { atMost } from './durations.ts';
import { nginxFiles, plain, variable } from './names.ts';

export interface Fragment {
  readonly text: string;
  /** What the status door says of it: another one for another fragment. */
  readonly digest: string;
}

/** Statuses of gRPC that mean what a 5xx means: unknown, deadline exceeded, internal, unavailable, data loss. */
const grpcFailures = '2|4|13|14|15';

/** `statusPort` is a port of loopback where nginx says what it has loaded. */
export function fragment(migration: EdgeMigration, folder: string, statusPort: number): Fragment {
  const name = (what: string): string => variable(migration.name, what);
  const files = nginxFiles(folder, migration.name);
  const body = (digest: string): string =>
    [
      `# Written by Banyan for the migration ${migration.name}; what is changed here by hand is overwritten.`,
      `# In the http block of nginx: include ${folder}/*.conf;`,
      ...maps(migration, name),
      ...migration.entries.flatMap((entry) => [
        ...block(`upstream ${name(`${entry.name}_old`)}`, upstream(entry.old)),
        ...block(`upstream ${name(`${entry.name}_new`)}`, upstream(entry.new)),
        ...block('server', door(migration, entry, name, files)),
      ]),
      ...block('server', status(files, statusPort, digest)),
    ].join('\n');
  const digest = createHash('sha256').update(body('')).digest('hex').slice(0, 12);
  return { text: `${body(digest)}\n`, digest };
}

type Name = (what: string) => string;

function maps(migration: EdgeMigration, name: Name): string[] {
  const { header, trustedPeers } = migration.clientAddress;
  const sent = `http_${header.toLowerCase().replaceAll('-', '_')}`;
  const phases = orderedMatches(migration).map(
    ({ match, phase }) => `${quoted(`~${expression(match)}`)} ${quoted(phase === undefined ? '' : plain(phase))};`,
  );
  const draws = Array.from({ length: digits }, (_, at) =>
    block(
      `split_clients "$request_id.${at}" $${name(`draw${at}`)}`,
      Array.from({ length: 10 }, (__, digit) => `${digit === 9 ? '*' : '10%'} ${digit};`),
    ),
  );
  return [
    ...block(`map $request_uri $${name('path')}`, ['~^(?<banyan_path>[^?#]*) $banyan_path;']),
    ...block(`map "$request_method $http_host $${name('path')}" $${name('phase')}`, [`default '';`, ...phases]),
    ...draws.flat(),
    ...block(`geo $${name('trusted')}`, ['default 0;', ...trustedPeers.map((peer) => `${peer} 1;`)]),
    ...block(`map "$${name('trusted')} $${sent}" $${name('client')}`, [
      'default $remote_addr;',
      '"~^1 (?<banyan_client>.+)$" $banyan_client;',
    ]),
    ...block(`map $http_upgrade $${name('connection')}`, [`default upgrade;`, `'' '';`]),
    ...block(`map "$status $upstream_http_grpc_status $upstream_trailer_grpc_status" $${name('class')}`, [
      'default ok;',
      `"~^5" error;`,
      `"~ (?:${grpcFailures})(?: |$)" error;`,
    ]),
    // After more than one attempt the last time stands at the end.
    ...block(`map $upstream_response_time $${name('took')}`, [
      'default more;',
      ...edgeBounds.map((bound) => `${quoted(`~(?:^|[ ])${atMost(bound)}$`)} ${bound};`),
    ]),
    `log_format ${name('tick')} '';`,
  ];
}

function door({ name: migration, clientAddress }: EdgeMigration, entry: Entry, name: Name, files: Files): string[] {
  const side = `$${name('side')}`;
  const pass = entry.http2 ? 'grpc' : 'proxy';
  return [
    `listen ${hostAndPort(entry.address, entry.port)}${entry.http2 ? ' http2' : ''};`,
    // An existing folder, without which nginx writes no log whose name has variables.
    `root ${files.own};`,
    ...asIfNotThere,
    `set ${side} old;`,
    ...Array.from({ length: digits }, (_, at) => {
      const drawn = Array.from({ length: at + 1 }, (__, digit) => `\${${name(`draw${digit}`)}}`).join('');
      return `if (-f ${files.now}/$${name('phase')}/${drawn}) { set ${side} new; }`;
    }),
    `access_log ${files.counts}/$${name('phase')}.${side}.$${name('class')}.$${name('took')} ${name('tick')} if=$${name('phase')};`,
    'open_log_file_cache max=1000 inactive=1h;',
    ...block('location /', [
      ...(entry.http2 ? grpcAsSent : httpAsSent),
      `${pass}_set_header ${clientAddress.header} $${name('client')};`,
      ...(entry.http2 ? [] : [`proxy_set_header Connection $${name('connection')};`]),
      `${pass}_pass ${entry.http2 ? 'grpc' : 'http'}://${variable(migration, `${entry.name}_`)}${side};`,
    ]),
  ];
}

type Files = ReturnType<typeof nginxFiles>;

/** The edge must not show: what the user has set for all servers is set back where it would. */
const asIfNotThere: readonly string[] = [
  'open_file_cache off;',
  'underscores_in_headers on;',
  'ignore_invalid_headers off;',
  'merge_slashes off;',
  'client_max_body_size 0;',
  'client_header_buffer_size 8k;',
  'large_client_header_buffers 8 64k;',
  'client_body_timeout 24h;',
  'send_timeout 24h;',
  'keepalive_timeout 1h;',
  'gzip off;',
  // A header without a value is not sent; it keeps away those that the user adds to all servers.
  'add_header X-Banyan "";',
];

const httpAsSent: readonly string[] = [
  'proxy_http_version 1.1;',
  'proxy_set_header Host $http_host;',
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_pass_header Server;',
  'proxy_pass_header Date;',
  ...['Redirect', 'Expires', 'Limit-Rate', 'Buffering', 'Charset'].flatMap((order) => [
    `proxy_pass_header X-Accel-${order};`,
  ]),
  'proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset Vary;',
  'proxy_redirect off;',
  'proxy_intercept_errors off;',
  'proxy_buffering off;',
  'proxy_request_buffering off;',
  'proxy_buffer_size 64k;',
  'proxy_buffers 8 64k;',
  'proxy_busy_buffers_size 64k;',
  'proxy_connect_timeout 5s;',
  'proxy_read_timeout 24h;',
  'proxy_send_timeout 24h;',
  'proxy_next_upstream error;',
];

const grpcAsSent: readonly string[] = [
  'grpc_pass_header Server;',
  'grpc_pass_header Date;',
  'grpc_buffer_size 64k;',
  'grpc_connect_timeout 5s;',
  'grpc_read_timeout 24h;',
  'grpc_send_timeout 24h;',
  'grpc_next_upstream error;',
];

const upstream = ({ host, port }: Entry['old']): string[] => [
  `server ${hostAndPort(host, port)} max_fails=0;`,
  'keepalive 64;',
];

/** What nginx has loaded and which files it sees, for loopback alone. */
const status = (files: Files, port: number, digest: string): string[] => [
  `listen 127.0.0.1:${port};`,
  'access_log off;',
  'open_file_cache off;',
  ...block('location = /loaded', ['default_type text/plain;', `return 200 '${digest} $nginx_version $pid';`]),
  ...block('location /now/', [`alias ${files.now}/;`, 'autoindex on;', 'autoindex_format json;']),
  ...block('location /', ['return 404;']),
];

/** All parts must hold: `GET shop.example /orders/1`. */
function expression(match: PhaseMatch | undefined): string {
  if (match === undefined) return '';
  const { methods, hosts, paths } = match;
  const method = methods.length === 0 ? '[^ ]+' : `(?:${methods.join('|')})`;
  const host = hostExpression(hosts);
  return `^${method} ${host === undefined ? '[^ ]*' : `(?i:${host})`} ${pathExpression(paths) ?? ''}`;
}

/** One word of nginx's configuration. A backslash there guards quotes and itself, and makes a few letters into signs. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const block = (title: string, lines: readonly string[]): string[] => [
  `${title} {`,
  ...lines.map((line) => `  ${line}`),
  '}',
];
