import { type Data, flag, table, text } from '../../envoy/data.ts';

/** `HTTPMatchRequest` in the words of Envoy; `segments`: a prefix ends at a slash. */
export function routeMatch(match: Data | undefined, segments: boolean): Data {
  if (match === undefined) return { prefix: '/' };
  const headers = [
    ...namedMatchers(match, 'headers', (matcher) => matcher),
    ...namedMatchers(match, 'withoutHeaders', inverted),
    ...(['method', 'authority', 'scheme'] as const).flatMap((name) => {
      const wanted = table(match, name);
      return wanted === undefined ? [] : [headerMatcher(`:${name}`, wanted)];
    }),
  ];
  const parameters = Object.entries(table(match, 'queryParams') ?? {}).map(([name, wanted]) => matcherOf(name, wanted));
  const claims = [...claimMatchers(match, 'headers', false), ...claimMatchers(match, 'withoutHeaders', true)];
  return {
    ...path(table(match, 'uri'), segments),
    case_sensitive: flag(match, 'ignoreUriCase') !== true,
    ...(headers.length === 0 ? {} : { headers }),
    ...(parameters.length === 0 ? {} : { query_parameters: parameters }),
    ...(claims.length === 0 ? {} : { dynamic_metadata: claims }),
  };
}

function path(uri: Data | undefined, segments: boolean): Data {
  const exact = text(uri ?? {}, 'exact');
  if (exact !== undefined) return { path: exact };
  const prefix = text(uri ?? {}, 'prefix');
  if (prefix !== undefined) {
    if (!segments || prefix === '/') return { prefix };
    return { path_separated_prefix: prefix.endsWith('/') ? prefix.slice(0, -1) : prefix };
  }
  const regex = text(uri ?? {}, 'regex');
  return regex === undefined ? { prefix: '/' } : { safe_regex: { regex } };
}

const claim = '@request.auth.claims';

function namedMatchers(match: Data, field: string, change: (matcher: Data, wanted: unknown) => Data): Data[] {
  return Object.entries(table(match, field) ?? {})
    .filter(([name]) => !name.toLowerCase().startsWith(claim))
    .map(([name, wanted]) => change(matcherOf(name, wanted), wanted));
}

/** A header that is not there has no value that could be the wrong one. */
const inverted = (matcher: Data, wanted: unknown): Data => ({
  ...matcher,
  invert_match: true,
  ...(asksPresence(wanted) ? {} : { treat_missing_header_as_empty: true }),
});

const headerMatcher = (name: string, wanted: Data): Data => matcherOf(name, wanted);

function matcherOf(name: string, wanted: unknown): Data {
  if (asksPresence(wanted)) return { name, present_match: true };
  return { name, string_match: stringMatch(tableOf(wanted)) };
}

const tableOf = (value: unknown): Data => table({ value }, 'value') ?? {};

/** Nothing, and the pattern `*`, ask whether it is there. */
function asksPresence(wanted: unknown): boolean {
  const data = tableOf(wanted);
  const kinds = ['exact', 'prefix', 'regex'].filter((kind) => text(data, kind) !== undefined);
  return kinds.length === 0 || text(data, 'regex') === '*';
}

/** A `StringMatch`. */
export function stringMatch(wanted: Data): Data {
  const exact = text(wanted, 'exact');
  if (exact !== undefined) return { exact };
  const prefix = text(wanted, 'prefix');
  if (prefix !== undefined) return { prefix };
  return { safe_regex: { regex: text(wanted, 'regex') ?? '' } };
}

/** Claims of a token that a RequestAuthentication has accepted, looked for in dynamic metadata. */
function claimMatchers(match: Data, field: string, invert: boolean): Data[] {
  return Object.entries(table(match, field) ?? {})
    .filter(([name]) => name.toLowerCase().startsWith(claim))
    .map(([name, wanted]) => ({
      filter: 'envoy.filters.http.jwt_authn',
      path: [{ key: 'payload' }, ...pathOf(name.slice(claim.length)).map((key) => ({ key }))],
      value: { string_match: stringMatch(tableOf(wanted)) },
      ...(invert ? { invert: true } : {}),
    }));
}

/** `.group.id` or `[group][id]`. */
const pathOf = (written: string): string[] =>
  written.startsWith('[') ? written.slice(1, -1).split('][') : written.split('.').filter((part) => part !== '');
