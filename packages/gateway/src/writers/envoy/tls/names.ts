/**
 * Which certificate a server name gets (apisix/ssl/router/radixtree_sni.lua; observed: tls-sni vectors): the exact name,
 * then a wildcard, which covers one label, then `*`; the first certificate with a name keeps it. Without a match, and
 * always without a server name, the handshake is refused. Envoy's `server_names` cover any number of labels, so its
 * matcher API chooses the filter chain.
 */
import { type JsonObject, typed } from '../config.ts';
import type { Shown } from './usable.ts';

export interface Names {
  readonly exact: ReadonlyMap<string, Shown>;
  /** By the text behind the star; `''` for `*`. */
  readonly wild: ReadonlyMap<string, Shown>;
}

export function namesOf(certificates: readonly Shown[]): Names {
  const exact = new Map<string, Shown>();
  const wild = new Map<string, Shown>();
  for (const certificate of certificates) {
    for (const name of certificate.names) {
      const list = name.startsWith('*') ? wild : exact;
      const key = name.replace(/^\*/, '');
      if (!list.has(key)) list.set(key, certificate);
    }
  }
  return { exact, wild };
}

/** RE2 over the whole lower-case name that a wildcard covers. */
export const wildPattern = (suffix: string): string =>
  suffix === '' ? '.+' : `[^.]+${suffix.replaceAll(/[^A-Za-z0-9-]/g, '\\$&')}`;

/** xds.type.matcher.v3.Matcher over the server name; its action is the name of a filter chain. */
export function chainMatcher({ exact, wild }: Names): JsonObject {
  const longestFirst = [...wild].sort(([a], [b]) => b.length - a.length);
  const others: JsonObject | undefined =
    longestFirst.length === 0
      ? undefined
      : {
          matcher_list: {
            matchers: longestFirst.map(([suffix, { chain }]) => ({
              predicate: {
                single_predicate: {
                  input: serverName,
                  value_match: { safe_regex: { google_re2: {}, regex: wildPattern(suffix) } },
                },
              },
              on_match: goTo(chain),
            })),
          },
        };
  if (exact.size === 0) return others ?? {};
  const map = Object.fromEntries([...exact].map(([name, { chain }]) => [name, goTo(chain)]));
  return {
    matcher_tree: { input: serverName, exact_match_map: { map } },
    on_no_match: others === undefined ? undefined : { matcher: others },
  };
}

const serverName: JsonObject = {
  name: 'envoy.matching.inputs.server_name',
  typed_config: typed('envoy.extensions.matching.common_inputs.network.v3.ServerNameInput'),
};

const goTo = (chain: string): JsonObject => ({
  action: { name: chain, typed_config: typed('google.protobuf.StringValue', { value: chain }) },
});
