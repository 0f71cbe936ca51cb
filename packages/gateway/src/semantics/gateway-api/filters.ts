/** Filters of routes as Istio says them. */
import { type Data, flag, number, table, tables, text, texts } from '../envoy/data.ts';

/** What filters make of a rule; undefined when istiod knows one of them not, and drops the whole route. */
export function filtered(filters: readonly Data[], mirror: (reference: Data) => Data): Data | undefined {
  const made: Record<string, unknown> = {};
  const headers: Record<string, unknown> = {};
  const mirrors: Data[] = [];
  for (const filter of filters) {
    const type = text(filter, 'type');
    if (type === 'RequestHeaderModifier') headers['request'] = headerEdits(table(filter, 'requestHeaderModifier'));
    else if (type === 'ResponseHeaderModifier')
      headers['response'] = headerEdits(table(filter, 'responseHeaderModifier'));
    else if (type === 'RequestRedirect') made['redirect'] = redirect(table(filter, 'requestRedirect') ?? {});
    else if (type === 'URLRewrite') made['rewrite'] = rewrite(table(filter, 'urlRewrite') ?? {});
    else if (type === 'CORS') made['corsPolicy'] = cors(table(filter, 'cors') ?? {});
    else if (type === 'RequestMirror') mirrors.push(mirrorOf(table(filter, 'requestMirror') ?? {}, mirror));
    else return undefined;
  }
  return {
    ...Object.fromEntries(Object.entries(made).filter(([, one]) => one !== undefined)),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(mirrors.length === 0 ? {} : { mirrors }),
  };
}

/** Header filters of one backend; undefined for any other. */
export function backendHeaders(filters: readonly Data[]): Data | undefined {
  const made = filtered(filters, () => ({}));
  return made === undefined || Object.keys(made).some((name) => name !== 'headers') ? undefined : made;
}

function headerEdits(filter: Data | undefined): Data {
  if (filter === undefined) return {};
  return { set: pairs(filter, 'set'), add: pairs(filter, 'add'), remove: texts(filter, 'remove') };
}

/** Of entries with one name the first counts. */
function pairs(filter: Data, field: string): Data {
  const made: Record<string, string> = {};
  for (const one of tables(filter, field)) made[(text(one, 'name') ?? '').toLowerCase()] ??= text(one, 'value') ?? '';
  return made;
}

/** Without a port in it, a redirect keeps that of the listener, unless it changes the scheme. */
function redirect(filter: Data): Data {
  const [code, port] = [number(filter, 'statusCode'), number(filter, 'port')];
  const [host, scheme] = [text(filter, 'hostname'), text(filter, 'scheme')];
  const path = table(filter, 'path') ?? {};
  const whole = text(path, 'type') === 'ReplaceFullPath';
  return {
    // The definition of the API has 302 as its default.
    redirectCode: code ?? 302,
    ...(host === undefined ? {} : { authority: host }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(port === undefined
      ? { derivePort: scheme === undefined ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT' }
      : { port }),
    ...(whole ? { uri: text(path, 'replaceFullPath') ?? '' } : {}),
    ...(text(path, 'type') === 'ReplacePrefixMatch' ? { prefixRewrite: text(path, 'replacePrefixMatch') ?? '' } : {}),
  };
}

function rewrite(filter: Data): Data | undefined {
  const path = table(filter, 'path') ?? {};
  const host = text(filter, 'hostname');
  const made = {
    ...(text(path, 'type') === 'ReplaceFullPath'
      ? { uriRegexRewrite: { match: '/.*', rewrite: text(path, 'replaceFullPath') ?? '' } }
      : {}),
    ...(text(path, 'type') === 'ReplacePrefixMatch'
      ? { uri: withoutSlash(text(path, 'replacePrefixMatch') ?? '') }
      : {}),
    ...(host === undefined ? {} : { authority: host }),
  };
  return Object.keys(made).length === 0 ? undefined : made;
}

/** `/` takes the prefix off. */
const withoutSlash = (prefix: string): string => {
  const made = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return made === '' ? '/' : made;
};

function mirrorOf(filter: Data, mirror: (reference: Data) => Data): Data {
  const fraction = table(filter, 'fraction');
  const percent = number(filter, 'percent');
  const share =
    fraction === undefined
      ? percent
      : (100 * (number(fraction, 'numerator') ?? 0)) / (number(fraction, 'denominator') ?? 100);
  return {
    destination: mirror(table(filter, 'backendRef') ?? {}),
    ...(share === undefined ? {} : { percentage: { value: share } }),
  };
}

/** Any origin is one that has the form of an origin. */
const anyOrigin = String.raw`^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s?#]+$`;

function cors(filter: Data): Data {
  const age = number(filter, 'maxAge') ?? 5;
  return {
    allowOrigins: texts(filter, 'allowOrigins')
      .filter((origin) => origin !== '')
      .map(originMatch),
    ...(flag(filter, 'allowCredentials') === true ? { allowCredentials: true } : {}),
    allowMethods: texts(filter, 'allowMethods'),
    allowHeaders: texts(filter, 'allowHeaders'),
    exposeHeaders: texts(filter, 'exposeHeaders'),
    ...(age > 0 ? { maxAge: `${age}s` } : {}),
    unmatchedPreflights: 'IGNORE',
  };
}

function originMatch(origin: string): Data {
  if (origin === '*') return { regex: anyOrigin };
  if (!origin.includes('*')) return { exact: origin };
  if (origin.indexOf('*') === origin.length - 1) return { prefix: origin.slice(0, -1) };
  const pattern = origin.replaceAll(/[\\.+?()|[\]{}^$]/g, String.raw`\$&`).replaceAll('*', '.*');
  return { regex: `^${pattern}$` };
}
