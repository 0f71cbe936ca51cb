import { bytesOfText, normalisePath } from '@banyan/core/condition/path.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { isAddress } from '../lua/address.ts';
import type { Exchange } from './exchange.ts';
import { firstHeader, type Headers, headerOf } from './headers.ts';

/** A request that nginx refuses before APISIX sees it: the status of its page. */
export interface RefusedRequest {
  readonly refused: number;
}

/**
 * What nginx makes of a request before any Lua runs: checks of the request line, `$uri`, `$host`, and the client
 * address from X-Real-IP where the peer is 127.0.0.1 (the default `real_ip_from`).
 */
export function openExchange(request: GatewayRequest, now: number): Exchange | RefusedRequest {
  const target = bytesOfText(request.path);
  const version = request.http_version ?? '1.1';
  const line = refusal(request.method, target);
  if (line !== undefined) return { refused: line };
  const absolute = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(target);
  const rest = absolute === null ? target : target.slice(absolute[0].length);
  const path = rest.split(/[?#]/, 1)[0] ?? '';
  const uri = normalisePath(path);
  if (uri === undefined) return { refused: 400 };
  const sent: Headers = [];
  if (request.host !== null) sent.push(headerOf('Host', bytesOfText(request.host)));
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') sent.push(headerOf(name, trim(value)));
    else for (const one of value) sent.push(headerOf(name, trim(one)));
  }
  if (repeatsSingle(sent)) return { refused: 400 };
  const headers = sent.filter(({ name }) => /^[A-Za-z0-9_-]+$/.test(name));
  const named = absolute?.[1] ?? (request.host === null ? undefined : bytesOfText(request.host));
  if (named === undefined && version !== '1.0') return { refused: 400 };
  const host = hostName(named);
  if (host === undefined) return { refused: 400 };
  const peer = request.client_ip ?? '127.0.0.1';
  const real = peer === '127.0.0.1' ? realAddress(firstHeader(headers, 'x-real-ip')) : undefined;
  return {
    method: request.method,
    target,
    uri,
    query: queryOf(rest),
    headers,
    sent,
    body: request.body === undefined ? undefined : bytesOfText(request.body),
    scheme: request.scheme ?? 'http',
    port: request.port ?? (request.scheme === 'https' ? 9443 : 9080),
    version,
    serverName: request.scheme === 'https' ? request.sni : undefined,
    host,
    peer,
    address: real?.address ?? peer,
    remotePort: real === undefined ? request.client_port?.toString() : real.port,
    now,
    cache: undefined,
    arguments: undefined,
    cookies: undefined,
    form: undefined,
    parameters: undefined,
    notCovered: new Set(),
    named: new Map(),
  };
}

const trim = (value: string): string => bytesOfText(value).replace(/^[ \t]+|[ \t]+$/g, '');

/** Headers that nginx takes once only (ngx_http_process_unique_header_line). */
const single = new Set([
  'authorization',
  'content-length',
  'content-range',
  'expect',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'transfer-encoding',
]);

function repeatsSingle(sent: Headers): boolean {
  let seen: Set<string> | undefined;
  for (const { lower } of sent) {
    if (!single.has(lower)) continue;
    if (seen?.has(lower) === true) return true;
    seen ??= new Set();
    seen.add(lower);
  }
  return false;
}

/** Observed: a method that is not written in capitals is 400, CONNECT and TRACE are 405, blanks and control bytes 400. */
function refusal(method: string, target: string): number | undefined {
  if (!/^[A-Z_-]+$/.test(method)) return 400;
  if (method === 'CONNECT' || method === 'TRACE') return 405;
  if (/[^!-~\x80-\xff]/.test(target)) return 400;
  return target.startsWith('/') || /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#]/.test(target) ? undefined : 400;
}

function queryOf(rest: string): string | undefined {
  const mark = rest.search(/[?#]/);
  if (mark < 0 || rest[mark] === '#') return undefined;
  return rest.slice(mark + 1).split('#', 1)[0];
}

/** `$host` (ngx_http_validate_host): lower case, port and final dot cut; `_` when the request names none. */
function hostName(sent: string | undefined): string | undefined {
  if (sent === undefined || sent === '') return sent === undefined ? '_' : undefined;
  if (/[^!-~\x80-\xff]|[/\\]/.test(sent) || sent.includes('..')) return undefined;
  const name = sent.startsWith('[') ? /^\[[^\]]*\]/.exec(sent)?.[0] : sent.split(':', 1)[0];
  const bare = name?.toLowerCase().replace(/\.$/, '');
  return bare === '' ? undefined : bare;
}

/** The last address of X-Real-IP, with a port if it has one; undefined when it is no address. */
function realAddress(
  value: string | undefined,
): { readonly address: string; readonly port: string | undefined } | undefined {
  const last = value
    ?.replace(/[ ,]+$/, '')
    .split(/[ ,]/)
    .at(-1);
  if (last === undefined || last === '') return undefined;
  if (isAddress(last)) return { address: last.replace(/^\[|\]$/g, ''), port: undefined };
  const withPort = /^(.+):(\d+)$/.exec(last);
  const [, address = '', port] = withPort ?? [];
  return isAddress(address) ? { address: address.replace(/^\[|\]$/g, ''), port } : undefined;
}
