/**
 * A host whose certificate asks for one of the client is reached under its own server name only (verify_https_client in
 * apisix/init.lua; observed: tls-sni-007): otherwise a client would shake hands under another name, without a certificate,
 * and then ask for the host. APISIX wants the very name of the host; here another name of the same certificate will do.
 */
import { type HeaderMatcher, headerOption, type JsonObject, regex } from '../config.ts';
import { internal } from '../match/carrier.ts';
import type { Names } from './names.ts';
import { wildPattern } from './names.ts';
import type { Shown } from './usable.ts';

/** Routes, first of all, that refuse such requests with 400. */
export function strangeHosts(names: Names): readonly JsonObject[] {
  const entries = [...names.exact, ...[...names.wild].map(([suffix, one]) => [`*${suffix}`, one] as const)];
  return entries
    .filter(([, { client }]) => client !== undefined)
    .flatMap(([name, certificate]) => {
      const host = [
        matcher(':authority', name, true),
        ...exceptions(name, certificate, names).map(inverted(':authority')),
      ];
      return strangers(name, certificate, names).map((stranger) => refused([overTls, ...host, stranger]));
    });
}

const overTls: HeaderMatcher = { name: 'x-forwarded-proto', string_match: { exact: 'https' } };

/** Server names that do not get the certificate: each alternative is a route of its own. */
function strangers(name: string, certificate: Shown, names: Names): readonly HeaderMatcher[] {
  const outside = { ...matcher(internal.sni, name, false), invert_match: true, treat_missing_header_as_empty: true };
  return [outside, ...exceptions(name, certificate, names).map((other) => matcher(internal.sni, other, false))];
}

/** Narrower names, under a wildcard, of other certificates. */
function exceptions(name: string, certificate: Shown, { exact, wild }: Names): readonly string[] {
  if (!name.startsWith('*')) return [];
  const suffix = name.slice(1);
  const under = [...exact].filter(([other, one]) => one !== certificate && other.endsWith(suffix));
  const wider = suffix === '' ? [...wild].filter(([other, one]) => other !== '' && one !== certificate) : [];
  return [...under.map(([other]) => other), ...wider.map(([other]) => `*${other}`)];
}

const inverted =
  (header: string) =>
  (name: string): HeaderMatcher => ({ ...matcher(header, name, true), invert_match: true });

/** The host may come in capitals and with a port; Envoy gives the server name in lower case. */
function matcher(header: string, name: string, host: boolean): HeaderMatcher {
  const pattern = name.startsWith('*') ? wildPattern(name.slice(1)) : name.replaceAll(/[^A-Za-z0-9-]/g, '\\$&');
  return { name: header, string_match: regex(host ? `(?i:${pattern})\\.?(?::[0-9]*)?` : pattern) };
}

const refused = (headers: readonly HeaderMatcher[]): JsonObject => ({
  name: 'strange-host',
  match: { prefix: '/', headers },
  metadata: { filter_metadata: { banyan: { fallback: true } } },
  direct_response: {
    status: 400,
    body: { inline_string: '<html>\r\n<head><title>400 Bad Request</title></head>\r\n</html>\r\n' },
  },
  response_headers_to_add: [headerOption('content-type', 'text/html; charset=utf-8')],
});
