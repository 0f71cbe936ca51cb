/** What an Envoy route does, as filters and backends of an HTTPRoute rule; what has no word is named. */
import type { Json, JsonObject } from '../envoy/config.ts';
import { requestFilter, responseFilter } from '../envoy/route-filters.ts';

export interface Action {
  readonly filters: readonly JsonObject[];
  /** Envoy clusters with their weights; empty: the gateway answers by itself, with 500. */
  readonly clusters: readonly { readonly name: string; readonly weight: number }[];
  /** Parts without which the route must not be served. */
  readonly missing: readonly string[];
  /** Header edits and the like that are left out. */
  readonly left: readonly string[];
  /** The status of an answer that the gateway cannot give: it gives 500 instead. */
  readonly status: number | undefined;
  /** Whether values hold commands of Envoy. */
  readonly commands: boolean;
}

const record = (value: Json | undefined): JsonObject =>
  // Lists and texts have no members that are looked for.
  typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
const list = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.map((one: Json) => record(one)) : [];

/** Header edits, in the words of the API: each name once in each list, sixteen at most. */
interface Edits {
  readonly set: Map<string, string>;
  readonly add: Map<string, string>;
  readonly remove: Set<string>;
  readonly left: string[];
}

const most = 16;

export function actionOf(route: JsonObject, preset: readonly JsonObject[]): Action {
  const filters = record(route['typed_per_filter_config']);
  const request = edits([...preset, ...mutations(filters[requestFilter], 'request_mutations')]);
  const response = edits([
    ...list(route['response_headers_to_add']).map((append): JsonObject => ({ append })),
    ...mutations(filters[responseFilter], 'response_mutations'),
  ]);
  const others = Object.keys(filters).filter((name) => name !== requestFilter && name !== responseFilter);
  const parameters = mutations(filters[requestFilter], 'query_parameter_mutations').length > 0;
  const answered = response.set.size + response.add.size + response.remove.size > 0;
  const base = {
    missing: others,
    left: [...request.left, ...response.left, ...(parameters ? ['query parameters'] : [])],
    commands: [...request.set.values(), ...response.set.values()].some(isCommand),
  };
  if (route['redirect'] !== undefined) {
    const said = redirect(record(route['redirect']));
    return { ...base, ...said, filters: [...said.filters, ...(answered ? [modifier('Response', response)] : [])] };
  }
  if (route['direct_response'] !== undefined) {
    const status = Number(record(route['direct_response'])['status']);
    return { ...base, filters: [], clusters: [], status: status === 500 ? undefined : status, left: [], missing: [] };
  }
  const forwarded = forward(record(route['route']));
  return {
    ...base,
    ...forwarded,
    missing: [...base.missing, ...forwarded.missing],
    left: [...base.left, ...forwarded.left],
    filters: [
      ...(request.set.size + request.add.size + request.remove.size > 0 ? [modifier('Request', request)] : []),
      ...(answered ? [modifier('Response', response)] : []),
      ...forwarded.filters,
    ],
  };
}

function mutations(filter: Json | undefined, member: string): readonly JsonObject[] {
  return list(record(record(filter)['mutations'])[member]);
}

function edits(all: readonly JsonObject[]): Edits {
  const made: Edits = { set: new Map(), add: new Map(), remove: new Set(), left: [] };
  for (const one of all) {
    const { remove } = one;
    if (typeof remove === 'string') {
      made.remove.add(remove.toLowerCase());
      made.set.delete(remove.toLowerCase());
      continue;
    }
    const option = record(one['append']);
    const { key, value } = record(option['header']);
    if (typeof key !== 'string' || typeof value !== 'string') continue;
    const name = key.toLowerCase();
    const action = option['append_action'];
    // Written for Envoy, where `%%` is a percent sign; here only implementations made of Envoy read it so.
    if (action === 'OVERWRITE_IF_EXISTS_OR_ADD' && plainValue.test(value) && made.set.size < most) {
      made.remove.delete(name);
      made.set.set(name, value);
    } else if (action === undefined && plainValue.test(value) && !made.add.has(name) && made.add.size < most)
      made.add.set(name, value);
    else made.left.push(name);
  }
  return made;
}

/** What the API takes as the value of a header. */
const plainValue = /^[!-~]+(?:[\t ]?[!-~]+)*$/;

/** Envoy reads `%` as the begin of a command, and `%%` as a percent sign. */
const isCommand = (value: string): boolean => value.includes('%');

function modifier(side: 'Request' | 'Response', { set, add, remove }: Edits): JsonObject {
  const entries = (map: Map<string, string>): JsonObject[] | undefined =>
    map.size === 0 ? undefined : [...map].map(([name, value]) => ({ name, value }));
  const names = remove.size === 0 ? undefined : [...remove].slice(0, most);
  const type = `${side}HeaderModifier`;
  return {
    type,
    [side === 'Request' ? 'requestHeaderModifier' : 'responseHeaderModifier']: {
      set: entries(set),
      add: entries(add),
      remove: names,
    },
  };
}

const codes: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

type Part = Pick<Action, 'filters' | 'clusters' | 'status'>;

/** 301 and 302 are core; a redirect with parts that have no word is no redirect at all. */
function redirect(action: JsonObject): Part {
  const { https_redirect, scheme_redirect, host_redirect, port_redirect, path_redirect, response_code, ...rest } =
    action;
  const statusCode = (typeof response_code === 'string' ? codes[response_code] : undefined) ?? 301;
  const known = Object.values(rest).every((value) => value === undefined || value === false);
  if (!known || statusCode > 302) return { filters: [], clusters: [], status: statusCode };
  const path: JsonObject | undefined =
    typeof path_redirect === 'string' ? { type: 'ReplaceFullPath', replaceFullPath: path_redirect } : undefined;
  const requestRedirect = {
    scheme: https_redirect === true ? 'https' : scheme_redirect,
    hostname: host_redirect,
    port: port_redirect,
    path,
    statusCode,
  };
  return { filters: [{ type: 'RequestRedirect', requestRedirect }], clusters: [], status: undefined };
}

/** Members of RouteAction without which a request is served all the same; what they cost is said elsewhere. */
const quiet = new Set([
  'timeout',
  'idle_timeout',
  'retry_policy',
  'hash_policy',
  'upgrade_configs',
  'auto_host_rewrite',
]);

function forward(action: JsonObject): Part & Pick<Action, 'missing' | 'left'> {
  const {
    cluster,
    weighted_clusters,
    host_rewrite_literal: host,
    regex_rewrite,
    path_rewrite,
    request_mirror_policies,
    ...rest
  } = action;
  const weighted = list(record(weighted_clusters)['clusters']).map(({ name, weight }) => ({
    name: typeof name === 'string' ? name : '',
    weight: Number(weight ?? 0),
  }));
  const clusters = typeof cluster === 'string' ? [{ name: cluster, weight: 1 }] : weighted;
  const path = fullPath(regex_rewrite) ?? plainPath(path_rewrite);
  const hostname = typeof host === 'string' && !host.includes(':') ? host : undefined;
  const rewritten = (regex_rewrite ?? path_rewrite) !== undefined && path === undefined;
  return {
    clusters,
    filters:
      path === undefined && hostname === undefined
        ? []
        : [
            {
              type: 'URLRewrite',
              urlRewrite: { hostname, path: path && { type: 'ReplaceFullPath', replaceFullPath: path } },
            },
          ],
    missing: [
      ...(rewritten ? ['a rewritten path'] : []),
      ...Object.keys(rest).filter((key) => rest[key] !== undefined && !quiet.has(key)),
    ],
    left: [
      ...(host !== undefined && hostname === undefined ? ['host'] : []),
      ...(request_mirror_policies === undefined ? [] : ['mirror']),
    ],
    status: undefined,
  };
}

/** A rewrite of the whole path to a text without captures; undefined for any other. */
function fullPath(rewrite: Json | undefined): string | undefined {
  const { pattern, substitution } = record(rewrite);
  const regex = record(pattern)['regex'];
  if (typeof substitution !== 'string' || substitution.includes('\\')) return undefined;
  return regex === '^.*$' || regex === '.*' || regex === '^/.*$' || regex === '^[^?]*' ? substitution : undefined;
}

/** A path without commands and without a query of its own. */
function plainPath(format: Json | undefined): string | undefined {
  if (typeof format !== 'string' || format.replaceAll('%%', '').includes('%') || format.includes('?')) return undefined;
  return format.replaceAll('%%', '%');
}
