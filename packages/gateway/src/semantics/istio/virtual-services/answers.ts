/** Actions that answer without a destination. */
import { type Data, field, number, table, tables, text, texts } from '../../envoy/data.ts';

/** Where a rule is served. */
export interface Listening {
  readonly port: number;
  readonly tls: boolean;
}

const codes: Readonly<Record<number, string>> = {
  0: 'MOVED_PERMANENTLY',
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

/** `HTTPRedirect`. A code that Envoy does not know leaves no action. */
export function redirect(written: Data, { port, tls }: Listening): Data {
  const code = codes[number(written, 'redirectCode') ?? 0];
  if (code === undefined) return {};
  const prefix = text(written, 'prefixRewrite') ?? '';
  const scheme = text(written, 'scheme') ?? '';
  const target = portOf(written, port);
  const implied = (scheme === '' ? (tls ? 'https' : 'http') : scheme) === 'https' ? 443 : 80;
  return {
    redirect: {
      host_redirect: text(written, 'authority') ?? '',
      ...(prefix === '' ? { path_redirect: text(written, 'uri') ?? '' } : { prefix_rewrite: prefix }),
      ...(scheme === '' ? {} : { scheme_redirect: scheme }),
      ...(target === undefined || target === implied ? {} : { port_redirect: target }),
      response_code: code,
    },
  };
}

/** The port that stands in the location; that of the scheme is left to the scheme. */
function portOf(written: Data, port: number): number | undefined {
  const own = number(written, 'port');
  if (own !== undefined) return own;
  return text(written, 'derivePort') === 'FROM_REQUEST_PORT' ? port : undefined;
}

/** `HTTPDirectResponse`. */
export function directResponse(written: Data): Data {
  const body = table(written, 'body');
  const [string, bytes] = [text(body ?? {}, 'string'), text(body ?? {}, 'bytes')];
  return {
    direct_response: {
      status: number(written, 'status') ?? 0,
      ...(string === undefined ? {} : { body: { inline_string: string } }),
      ...(bytes === undefined ? {} : { body: { inline_bytes: bytes } }),
    },
  };
}

const corsType = 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy';
const always = { default_value: { numerator: 100 } };

/** `CorsPolicy`: origins by their text, preflights of others are passed on unless told otherwise. */
export function cors(written: Data, stringMatch: (wanted: Data) => Data): Data {
  const list = (name: string): string => texts(written, name).join(',');
  const origins = Array.isArray(written['allowOrigins'])
    ? tables(written, 'allowOrigins').map(stringMatch)
    : texts(written, 'allowOrigin').map((exact) => ({ exact }));
  const age = text(written, 'maxAge');
  return {
    '@type': corsType,
    allow_origin_string_match: origins,
    allow_methods: list('allowMethods'),
    allow_headers: list('allowHeaders'),
    expose_headers: list('exposeHeaders'),
    ...(age === undefined ? {} : { max_age: String(Math.trunc(seconds(age))) }),
    ...(field(written, 'allowCredentials') === undefined ? {} : { allow_credentials: written['allowCredentials'] }),
    filter_enabled: always,
    forward_not_matching_preflights: text(written, 'unmatchedPreflights') !== 'IGNORE',
  };
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 1e-6, ns: 1e-9 };

/** Durations as Kubernetes takes them: `1h30m`, `1.5s`, `100ms`. */
export const seconds = (written: string): number =>
  [...written.matchAll(/([\d.]+)(h|ms|us|ns|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? 's'] ?? 0),
    0,
  );

/** The same as Envoy writes it. */
export const duration = (written: string): string => `${Number(seconds(written).toFixed(9))}s`;
