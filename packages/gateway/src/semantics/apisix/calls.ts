/**
 * Requests that the gateway itself makes while it decides (forward-auth, opa). Whoever asks the evaluator may say what those
 * servers answer; without that, such a plugin is not covered.
 */
export interface Call {
  readonly scheme: 'http' | 'https';
  /** `host:port`, the port always written. */
  readonly node: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** As sent: without the port where that is the scheme's own. */
  readonly host: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Milliseconds after which the gateway waits no longer. */
  readonly timeout: number;
}

/** undefined: no answer in time, or none at all. */
export type CallAnswer =
  | {
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string;
    }
  | undefined;

export type Callee = (call: Call) => CallAnswer;

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
