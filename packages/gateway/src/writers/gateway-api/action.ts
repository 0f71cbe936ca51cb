/** What an Envoy route does, as filters and backends of an HTTPRoute rule; what has no word is named. */
import type { Json, JsonObject } from '../envoy/config.ts';
import { sentHeader } from '../envoy/cluster.ts';
import { requestFilter, responseFilter } from '../envoy/route-filters.ts';
import { switchFilter } from '../envoy/switches.ts';
import { emptiedBy } from '../istio/rules/edits.ts';
import { list, record, text } from '../kubernetes/plain.ts';
import { Edits } from './edits.ts';
import { directResponse, regexRewrite } from './envoy-gateway/answer.ts';
import { redirectOf, redirectTo } from './redirect.ts';

/** Where requests go, by the name of the Envoy cluster. */
export interface Share {
  readonly name: string;
  readonly weight: number;
  /** The Host that its backends see. */
  readonly host?: string | undefined;
}

export interface Action {
  readonly filters: readonly JsonObject[];
  readonly shares: readonly Share[];
  /** Copies go there: the cluster, and how many of a hundred requests. */
  readonly mirrors: readonly { readonly name: string; readonly percent: number | undefined }[];
  readonly timeout: string | undefined;
  /** Each node sees a Host of its own. */
  readonly byNode: boolean;
  /** Parts without which the route must not be served. */
  readonly missing: readonly string[];
  /** Header edits and the like that are left out. */
  readonly left: readonly string[];
  /** Headers that would be sent with an empty text, which the API has no word for: for which requests. */
  readonly emptied: ReturnType<typeof emptiedBy>;
  /** The status of an answer that the gateway makes itself, without a redirect. */
  readonly status: number | undefined;
  /** Specs of filters that only Envoy Gateway has, by the begin of their names. */
  readonly extensions: readonly (readonly [kind: 'answer' | 'rewrite', spec: JsonObject])[];
  /** The segments that a PathPrefix asks for and the rule replaces. */
  readonly prefix: string | undefined;
  /** How often another node is tried, where the profile says it in the rule. */
  readonly retries: number | undefined;
  /** Whether values hold commands of Envoy. */
  readonly commands: boolean;
}

/** A rule that answers nothing. */
export const silence: Action = {
  filters: [],
  shares: [],
  mirrors: [],
  timeout: undefined,
  byNode: false,
  missing: [],
  left: [],
  emptied: [],
  status: undefined,
  extensions: [],
  prefix: undefined,
  retries: undefined,
  commands: false,
};

/** Header edits of the gateway itself, in front of those of a route and behind them. */
export interface OwnEdits {
  readonly before: readonly JsonObject[];
  readonly behind: readonly JsonObject[];
  /** Where another node is tried: by the name of the Envoy cluster. */
  retries(cluster: string): readonly JsonObject[];
  /** The same as a number, where a rule says it itself. */
  attempts(cluster: string): number | undefined;
  /** Whether the upstream speaks gRPC: nginx tells such upstreams no address of the client. */
  calls(cluster: string): boolean;
  /** Whether filters of Envoy Gateway may be used. */
  readonly extensions: boolean;
}

export function actionOf(route: JsonObject, own: OwnEdits): Action {
  const filters = record(route['typed_per_filter_config']);
  const response = new Edits('Response');
  for (const one of mutations(filters[responseFilter], 'response_mutations')) response.play(one);
  for (const append of list(route['response_headers_to_add'])) response.play({ append });
  if (route['redirect'] !== undefined) return redirecting(redirectOf(record(route['redirect'])), response);
  if (route['direct_response'] !== undefined) {
    const status = Number(record(route['direct_response'])['status']);
    const to = redirectTo(status, response.value('location'));
    if (to !== undefined) return redirecting(to, response);
    const spec = own.extensions ? directResponse(record(route['direct_response']), response) : undefined;
    return { ...silence, status, extensions: spec === undefined ? [] : [['answer', spec]] };
  }
  const request = new Edits('Request');
  const cluster = text(record(route['route'])['cluster']);
  const edits = mutations(filters[requestFilter], 'request_mutations');
  const calls = own.calls(cluster);
  const all = calls ? [...own.before, ...edits.filter(isPlain), ...untold] : [...own.before, ...edits, ...own.behind];
  for (const one of [...all, ...own.retries(cluster)]) request.play(one);
  const others = Object.keys(filters).filter((name) => name !== requestFilter && name !== responseFilter);
  const parameters = mutations(filters[requestFilter], 'query_parameter_mutations').length > 0;
  const forwarded = forward(record(route['route']), own.extensions);
  const host = forwarded.authority;
  if (host !== undefined) request.set('Host', host);
  if (!calls) chain(request);
  return {
    ...silence,
    ...forwarded,
    missing: [...others.map(wordFor), ...forwarded.missing],
    left: [...request.left, ...response.left, ...(parameters ? ['query parameters'] : []), ...forwarded.left],
    emptied: emptiedBy([...all, ...mutations(filters[responseFilter], 'response_mutations')]),
    commands: request.commands || response.commands,
    retries: own.attempts(cluster),
    filters: [...request.said(), ...response.said(), ...forwarded.filters],
  };
}

/** Where the client is, which Envoy tells upstreams by itself. */
const untold: readonly JsonObject[] = ['X-Forwarded-For', 'X-Real-IP'].map((remove) => ({ remove }));

/** Not for a later filter, which the API has none of. */
const isPlain = ({ append }: JsonObject): boolean =>
  !text(record(record(append)['header'])['key']).startsWith(sentHeader(''));

/** A filter in words that users know. */
const wordFor = (filter: string): string =>
  filter === switchFilter ? 'limits of requests' : (/([^./]+)(?:\/[^/]*)?$/.exec(filter)?.[1] ?? filter);

/** nginx completes the chain of addresses behind whatever a route does to it; Envoy does so before. */
function chain(request: Edits): void {
  const name = 'x-forwarded-for';
  const address = '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%';
  const value = request.value(name);
  if (value !== undefined) request.set('X-Forwarded-For', `${value}, ${address}`);
  else if (request.removes(name)) request.set('X-Forwarded-For', address);
}

/** Headers of the answer go along with a redirect. */
function redirecting(to: ReturnType<typeof redirectOf>, response: Edits): Action {
  if (to === undefined) return { ...silence, missing: ['a redirect of this kind'] };
  // Its page has no text that anybody reads.
  response.drop('content-type');
  if (to.wholly) response.drop('location');
  return {
    ...silence,
    filters: [{ type: 'RequestRedirect', requestRedirect: to.redirect }, ...response.said()],
    left: response.left,
    commands: response.commands,
  };
}

const mutations = (filter: Json | undefined, member: string): readonly JsonObject[] =>
  list(record(record(filter)['mutations'])[member]);

/** Members of RouteAction without which a request is served all the same; what they cost is said elsewhere. */
const quiet = new Set(['timeout', 'retry_policy', 'hash_policy', 'upgrade_configs']);

type Forward = Pick<
  Action,
  'filters' | 'extensions' | 'prefix' | 'shares' | 'mirrors' | 'timeout' | 'byNode' | 'missing' | 'left'
> & {
  /** A Host that is no host name of the API. */
  readonly authority: string | undefined;
};

function forward(action: JsonObject, extensions: boolean): Forward {
  const {
    cluster,
    weighted_clusters,
    host_rewrite_literal: host,
    auto_host_rewrite,
    regex_rewrite,
    path_rewrite,
    request_mirror_policies,
    idle_timeout,
    replaced_prefix,
    ...rest
  } = action;
  const weighted = list(record(weighted_clusters)['clusters']).map(({ name, weight, host_rewrite_literal }) => ({
    name: text(name),
    weight: Number(weight ?? 0),
    host: typeof host_rewrite_literal === 'string' ? host_rewrite_literal : undefined,
  }));
  const path = fullPath(regex_rewrite) ?? plainPath(path_rewrite);
  const plain = typeof host === 'string' && hostname.test(host) ? host : undefined;
  const regex = path === undefined && extensions ? regexRewrite(action) : undefined;
  const rewritten = (regex_rewrite ?? path_rewrite) !== undefined && (path ?? regex) === undefined;
  const prefix = record(replaced_prefix);
  const replaced = path === undefined ? prefix['path'] : { type: 'ReplaceFullPath', replaceFullPath: path };
  const urlRewrite = { hostname: plain, path: replaced };
  return {
    shares: typeof cluster === 'string' ? [{ name: cluster, weight: 1 }] : weighted,
    prefix: typeof prefix['segment'] === 'string' ? prefix['segment'] : undefined,
    filters: (plain ?? replaced) === undefined ? [] : [{ type: 'URLRewrite', urlRewrite }],
    extensions: regex === undefined ? [] : [['rewrite', regex]],
    mirrors: mirrorsOf(request_mirror_policies),
    timeout: typeof idle_timeout === 'string' ? duration(idle_timeout) : undefined,
    byNode: auto_host_rewrite === true,
    missing: [
      ...(rewritten ? ['a rewritten path'] : []),
      ...Object.keys(rest).filter((key) => rest[key] !== undefined && !quiet.has(key)),
    ],
    left: [],
    authority: typeof host === 'string' && plain === undefined ? host : undefined,
  };
}

/** httproute_types.go, PreciseHostname. */
export const hostname = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** GEP-2257: whole numbers with a unit. */
function duration(given: string): string {
  const milliseconds = Math.round(Number.parseFloat(given) * 1000);
  if (milliseconds % 1000 === 0) return `${Math.min(99_999, milliseconds / 1000)}s`;
  return milliseconds > 99_999 ? `${Math.round(milliseconds / 1000)}s` : `${milliseconds}ms`;
}

function mirrorsOf(policies: Json | undefined): Action['mirrors'] {
  return list(policies).map(({ cluster, runtime_fraction }) => {
    const { numerator, denominator } = record(record(runtime_fraction)['default_value']);
    const of = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[text(denominator)] ?? 100;
    const percent = runtime_fraction === undefined ? undefined : (Number(numerator ?? 0) * 100) / of;
    return { name: text(cluster), percent };
  });
}

/** A rewrite of the whole path to a text without captures; undefined for any other. */
function fullPath(rewrite: Json | undefined): string | undefined {
  const { pattern, substitution } = record(rewrite);
  const regex = record(pattern)['regex'];
  if (typeof substitution !== 'string' || substitution.includes('\\') || substitution.includes('?')) return undefined;
  return regex === '^.*$' || regex === '.*' || regex === '^/.*$' || regex === '^[^?]*' ? substitution : undefined;
}

/** A path without commands and without a query of its own. */
function plainPath(format: Json | undefined): string | undefined {
  if (typeof format !== 'string' || format.replaceAll('%%', '').includes('%') || format.includes('?')) return undefined;
  return format.replaceAll('%%', '%');
}
