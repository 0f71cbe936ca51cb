import type { Argument } from './arguments.ts';
import type { Header, Headers } from './headers.ts';

/** The values of one request while it is answered: what nginx and `api_ctx` hold in APISIX. All text is bytes. */
export interface Exchange {
  method: string;
  /** Request target as sent. */
  readonly target: string;
  /** `$uri`: decoded and normalised path. */
  uri: string;
  /** `$args`: raw query; undefined without a `?`. */
  query: string | undefined;
  readonly headers: Headers;
  /** All headers as the client sent them, those that nginx drops included. */
  readonly sent: readonly Header[];
  readonly body: string | undefined;
  readonly scheme: string;
  readonly port: number;
  readonly version: string;
  /** `$ssl_server_name`; undefined without TLS. */
  readonly serverName: string | undefined;
  /** `$host`: lower case, no port, no final dot; `_` when the request names none. */
  readonly host: string;
  /** `$realip_remote_addr`: the address before it was last taken from elsewhere. */
  peer: string;
  /** `$remote_addr`: after X-Real-IP from a trusted peer, or the plugin real-ip. */
  address: string;
  remotePort: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Values of variables that were read or set (`ctx.var`): a value once read does not follow later changes. */
  cache: Map<string, string | true> | undefined;
  arguments: ReadonlyMap<string, readonly Argument[]> | undefined;
  cookies: ReadonlyMap<string, string> | undefined;
  form: ReadonlyMap<string, readonly Argument[]> | undefined;
  /** Path and parameters that the matched route's pattern captured. */
  parameters: ReadonlyMap<string, string> | undefined;
  /** Parts of the configuration that took part and are not known. */
  readonly notCovered: Set<string>;
  /** Values that plugins and the gateway itself provide as variables (route_id, consumer_name ...). */
  readonly named: Map<string, string>;
}
