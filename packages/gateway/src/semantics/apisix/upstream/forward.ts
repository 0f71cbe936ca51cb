import type { UpstreamView } from '../../answer.ts';
import { textOfBytes } from '@banyan/core/condition/path.ts';
import type { Context } from '../context.ts';
import { escapeUri } from '../lua/escape.ts';
import { type Header, headerOf } from '../request/headers.ts';

/** Headers that nginx never passes on as they came (ngx_http_proxy_module). */
const own = new Set([
  'host',
  'connection',
  'keep-alive',
  'te',
  'transfer-encoding',
  'expect',
  'upgrade',
  'content-length',
  'x-real-ip',
  'x-forwarded-for',
]);

/** What goes out on the wire. */
export interface Outgoing {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: readonly Header[];
  readonly body: string | undefined;
}

/** The request to the node: `proxy_pass` and `proxy_set_header` of the generated nginx.conf. */
export function outgoing(context: Context, websocket: boolean, scheme: string): Outgoing {
  if (scheme === 'grpc' || scheme === 'grpcs') return outgoingGrpc(context);
  const { exchange } = context;
  const headers: Header[] = [];
  const add = (name: string, value: string): void => {
    headers.push({ name, lower: name.toLowerCase(), value });
  };
  const value = (lower: string): string | undefined => exchange.headers.find((header) => header.lower === lower)?.value;
  const upgrade = websocket ? value('upgrade') : undefined;
  const connection = websocket ? value('connection') : undefined;
  if (upgrade !== undefined && upgrade !== '') add('Upgrade', upgrade);
  if (connection !== undefined && connection !== '') add('Connection', connection);
  add('X-Real-IP', exchange.address);
  const chain = exchange.headers.filter((header) => header.lower === 'x-forwarded-for').map((header) => header.value);
  add('X-Forwarded-For', [...chain, exchange.address].join(', '));
  for (const header of exchange.headers) if (!own.has(header.lower)) headers.push(header);
  if (context.body !== undefined) add('Content-Length', String(context.body.length));
  return {
    method: exchange.method,
    target: target(context),
    host: context.upstreamHost,
    headers,
    body: context.body ?? exchange.body,
  };
}

/**
 * The same for `grpc_pass`: always a gRPC content type and trailers, and nothing is said about the client's address
 * (its own X-Forwarded-For goes on as it came).
 */
function outgoingGrpc(context: Context): Outgoing {
  const { exchange } = context;
  const kept = exchange.headers.filter(
    ({ lower }) => lower !== 'content-type' && (!own.has(lower) || addresses.has(lower)),
  );
  const headers = [...kept, headerOf('Content-Type', 'application/grpc'), headerOf('TE', 'trailers')];
  const body = context.body ?? exchange.body;
  return { method: exchange.method, target: target(context), host: context.upstreamHost, headers, body };
}

const addresses = new Set(['x-real-ip', 'x-forwarded-for']);

/**
 * The target: what a plugin set, else the target as it was sent (not the normalised one), else, when Lua changed the
 * arguments, the normalised path escaped anew.
 */
function target(context: Context): string {
  const { exchange, upstreamUri } = context;
  if (upstreamUri !== '') return upstreamUri;
  if (!context.rawTarget) {
    const path = escapeUri(exchange.uri);
    return exchange.query === undefined || exchange.query === '' ? path : `${path}?${exchange.query}`;
  }
  const rest = exchange.target.replace(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#]*/, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The difference between what arrived and what goes out. */
export function upstreamView(sent: readonly Header[], out: Outgoing, body: string | undefined): UpstreamView {
  const before = grouped(sent);
  const after = grouped(out.headers);
  const headers: Record<string, string> = {};
  for (const [name, value] of after)
    if (before.get(name) !== value && (name !== 'content-length' || value !== String(body?.length)))
      headers[textOfBytes(name)] = textOfBytes(value);
  const removed = [...before.keys()].filter((name) => name !== 'host' && name !== 'content-length' && !after.has(name));
  return {
    method: out.method,
    target: textOfBytes(out.target),
    host: textOfBytes(out.host),
    headers,
    ...(removed.length === 0 ? {} : { removed: removed.map(textOfBytes) }),
    ...(out.body === undefined || out.body === body ? {} : { body: textOfBytes(out.body) }),
  };
}

function grouped(headers: readonly Header[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { lower, value } of headers) {
    const known = found.get(lower);
    found.set(lower, known === undefined ? value : `${known}${lower === 'cookie' ? '; ' : ', '}${value}`);
  }
  return found;
}
