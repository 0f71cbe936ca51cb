/** Requests of forward-auth and opa, as lua-resty-http sends them. */
import type { Call } from '../call.ts';

/** What lua-resty-http calls itself. */
const agent = 'lua-resty-http/0.17.2 (Lua) ngx_lua/10029';

/** A call to an absolute URL as lua-resty-http sends it; undefined when it is none. */
export function callTo(
  url: string,
  { method, headers, body, timeout }: Pick<Call, 'method' | 'headers' | 'body' | 'timeout'>,
): Call | undefined {
  const found = /^(https?):\/\/([^/?#]+)([^#]*)/i.exec(url);
  if (found === null) return undefined;
  const [, protocol = '', authority = '', rest = ''] = found;
  const scheme = protocol.toLowerCase() === 'https' ? 'https' : 'http';
  const own = scheme === 'https' ? '443' : '80';
  const [, host = authority, port = own] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  const length =
    body !== undefined && body !== '' ? body.length : method === 'POST' || method === 'PUT' ? 0 : undefined;
  return {
    scheme,
    node: `${host}:${port}`,
    method,
    target: rest.startsWith('/') ? rest : `/${rest}`,
    host: port === own ? host : `${host}:${port}`,
    headers: { 'user-agent': agent, ...headers, ...(length === undefined ? {} : { 'content-length': String(length) }) },
    body,
    timeout,
  };
}
