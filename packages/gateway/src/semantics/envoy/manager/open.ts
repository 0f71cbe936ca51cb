import { type Data, flag, tableOrEmpty, tables, text } from '../data.ts';
import { isGrpc } from '../headers.ts';
import type { LocalReply, Stream } from '../stream.ts';
import { stringMatch } from '../text/string-match.ts';
import { type Normalized, pathNormalizer } from './path.ts';

/** Reads the request as the codec and the first checks of the connection manager do; an answer ends it. */
export type Open = (stream: Stream) => LocalReply | undefined;

const reply = (status: number, details: string): LocalReply => ({ status, body: '', details, flags: ['DPE'] });

/** What the codec cannot read. */
const unreadable: LocalReply = {
  status: 400,
  body: 'Bad Request',
  details: 'http1.codec_error',
  flags: ['DPE'],
  unread: true,
};

/** The methods that the codec knows (balsa, `allow_custom_methods` off). */
const methods = new Set(
  `ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE M-SEARCH NOTIFY OPTIONS
  PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK
  UNSUBSCRIBE`.split(/\s+/),
);

export function opener(manager: Data, at: { readonly port: number; readonly refusesFragments: boolean }): Open {
  const protocol = tableOrEmpty(manager, 'http_protocol_options');
  const takes10 = flag(protocol, 'accept_http_10') === true;
  const host10 = text(protocol, 'default_host_for_http_10');
  const ignored = tables(protocol, 'ignore_http_11_upgrade').map((one) => stringMatch(one));
  const normalize = pathNormalizer(manager, at.refusesFragments);
  const hostOf = hostNormalizer(manager, at.port);
  return (stream) => {
    const { request, headers } = stream;
    const old = request.http_version === '1.0';
    readHeaders(stream, ignored);
    const second = request.http_version === '2';
    if (!second && (!methods.has(request.method) || !printable.test(request.path))) return unreadable;
    const refused = readTarget(stream);
    if (refused !== undefined) return refused;
    if (old && !takes10) return { status: 426, body: 'Upgrade Required', details: 'low_version', unread: true };
    if (!headers.has(':authority')) {
      if (!old || host10 === undefined || host10 === '') return reply(400, 'missing_host_header');
      headers.set(':authority', host10);
    }
    const authority = headers.first(':authority') ?? '';
    if (!validAuthority.test(authority)) return reply(400, 'http1.codec_error');
    headers.set(':authority', hostOf(authority));
    if (headers.first(':method') === 'CONNECT') return undefined;
    return settle(stream, normalize(headers.first(':path') ?? ''));
  };
}

const printable = /^[!-~]+$/;
const validAuthority = /^[-A-Za-z0-9._~!$&'()*+,;=:@%[\]]*$/;

function settle({ headers }: Stream, made: Normalized): LocalReply | undefined {
  if ('refused' in made) return { status: 400, body: '', details: 'path_normalization_failed' };
  if ('target' in made) {
    headers.set(':path', made.target);
    return undefined;
  }
  const { redirect } = made;
  const details = 'path_normalization_failed';
  return { status: 307, body: '', details, headers: (response) => response.set('location', redirect) };
}

function readHeaders(stream: Stream, ignored: readonly (((value: string) => boolean) | undefined)[]): void {
  const { request, headers } = stream;
  headers.set(':method', request.method);
  if (request.host !== null) headers.set(':authority', request.host);
  for (const name in request.headers) {
    const value = request.headers[name];
    const lower = name.toLowerCase();
    if (lower === 'host' || value === undefined) continue;
    if (typeof value === 'string') headers.add(lower, value.trim());
    else for (const one of value) headers.add(lower, one.trim());
  }
  if (request.body !== undefined && !headers.has('content-length') && !headers.has('transfer-encoding'))
    headers.add('content-length', String(Buffer.byteLength(request.body)));
  stream.grpc = isGrpc(headers);
  const upgrade = headers.first('upgrade');
  // An upgrade to HTTP/2 is never taken up.
  if (upgrade === undefined || !(upgrade.toLowerCase() === 'h2c' || ignored.some((one) => one?.(upgrade) === true)))
    return;
  headers.remove('upgrade');
  headers.remove('http2-settings');
  const rest = (headers.first('connection') ?? '')
    .split(',')
    .filter((token) => !/^(?:upgrade|http2-settings)$/i.test(token.trim()));
  if (rest.join(',') === '') headers.remove('connection');
  else headers.set('connection', rest.join(',').trim());
}

/** Absolute targets name the host; what is neither path nor `*` of OPTIONS is not found. */
function readTarget({ request, headers }: Stream): LocalReply | undefined {
  const { path, method } = request;
  if (method === 'CONNECT') {
    if (path.includes('/')) return unreadable;
    headers.set(':authority', path);
    return undefined;
  }
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(path);
  if (absolute !== null) {
    const [, authority = '', rest = ''] = absolute;
    headers.set(':authority', authority);
    headers.set(':path', rest.startsWith('/') ? rest : `/${rest}`);
    return undefined;
  }
  headers.set(':path', path);
  if (path.startsWith('/') || (path === '*' && method === 'OPTIONS')) return undefined;
  return unreadable;
}

/** `strip_matching_host_port`, `strip_any_host_port`, `strip_trailing_host_dot`. */
function hostNormalizer(manager: Data, port: number): (authority: string) => string {
  const any = flag(manager, 'strip_any_host_port') === true;
  const matching = flag(manager, 'strip_matching_host_port') === true;
  const dot = flag(manager, 'strip_trailing_host_dot') === true;
  if (!any && !matching && !dot) return (authority) => authority;
  return (authority) => {
    const [, host = authority, own] = /^(.*?)(:\d*)?$/.exec(authority) ?? [];
    const bare = dot && host.endsWith('.') ? host.slice(0, -1) : host;
    const strips = any || (matching && own === `:${port}`);
    return strips || own === undefined ? bare : bare + own;
  };
}
