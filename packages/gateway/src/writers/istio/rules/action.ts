/** What an Envoy route does, as an http rule of a VirtualService; what has no word is named. */
import { type Json, type JsonObject } from '../../envoy/config.ts';
import { list, record, text } from '../../kubernetes/plain.ts';
import { pattern } from '../../kubernetes/strings.ts';
import type { Destination, Place } from './words.ts';

export interface Action {
  /** Members of the http rule. */
  readonly said: JsonObject;
  /** Members of the Envoy route that are not said, as a patch. */
  readonly patch: JsonObject;
  /** What is not said, by its name in Envoy. */
  readonly unsaid: readonly string[];
}

/** `before`: headers that are made before the host is rewritten. */
export function actionOf(
  route: JsonObject,
  destination: Destination,
  before: Readonly<Record<string, string>>,
): Action {
  if (route['direct_response'] !== undefined) return directResponse(record(route['direct_response']));
  if (route['redirect'] !== undefined) return redirect(record(route['redirect']));
  return forward(record(route['route']), destination, before);
}

function directResponse(action: JsonObject): Action {
  const { status, body, ...rest } = action;
  const left = Object.keys(rest).filter((key) => rest[key] !== undefined);
  const text = record(body)['inline_string'];
  const bytes = record(body)['inline_bytes'];
  const said = text === undefined ? (bytes === undefined ? undefined : { bytes }) : { string: text };
  const patch: JsonObject = left.length === 0 ? {} : { direct_response: action };
  return { said: { directResponse: { status, body: said } }, patch, unsaid: left };
}

const codes: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

function redirect(action: JsonObject): Action {
  const { https_redirect, scheme_redirect, host_redirect, port_redirect, path_redirect, response_code, ...rest } =
    action;
  const left = Object.keys(rest).filter((key) => rest[key] !== undefined);
  return {
    said: {
      redirect: {
        scheme: https_redirect === true ? 'https' : scheme_redirect,
        authority: host_redirect,
        port: port_redirect,
        // Istio wants one part at least; a patch takes its place.
        uri: path_redirect ?? (left.includes('regex_rewrite') ? '/' : undefined),
        redirectCode: codes[text(response_code)] ?? 301,
      },
    },
    patch: left.length === 0 ? {} : { redirect: action },
    unsaid: left,
  };
}

/** Members of RouteAction that an http rule or the upstream's DestinationRule says. */
const elsewhere = new Set([
  'cluster',
  'weighted_clusters',
  'retry_policy',
  'hash_policy',
  'upgrade_configs',
  'auto_host_rewrite',
]);

function forward(action: JsonObject, destination: Destination, before: Readonly<Record<string, string>>): Action {
  const routes = destinationsOf(action, destination, before);
  const { host_rewrite_literal, auto_host_rewrite, regex_rewrite, path_rewrite, idle_timeout } = action;
  const host = host_rewrite_literal ?? (auto_host_rewrite === true ? nodeName(action, destination) : undefined);
  const path = uriRewrite(regex_rewrite, path_rewrite);
  const mirrors = mirrorsOf(action['request_mirror_policies'], destination);
  const known = new Set([
    ...elsewhere,
    'host_rewrite_literal',
    ...(action['timeout'] === '0s' ? ['timeout'] : []),
    ...(path === undefined ? [] : ['regex_rewrite', 'path_rewrite']),
    ...(mirrors === undefined ? [] : ['request_mirror_policies']),
    ...(idle_timeout === undefined ? [] : ['idle_timeout']),
  ]);
  const left = Object.keys(action).filter((key) => action[key] !== undefined && !known.has(key));
  const patch = Object.fromEntries([...left, 'idle_timeout', 'hash_policy'].map((key) => [key, action[key]]));
  return {
    said: {
      rewrite:
        path === undefined && host === undefined ? undefined : { uriRegexRewrite: path ?? undefined, authority: host },
      route: routes,
      mirrors,
      // nginx counts between two reads; a rule has one time for the whole answer.
      timeout: idle_timeout,
    },
    patch: Object.values(patch).some((value) => value !== undefined) ? { route: patch } : {},
    unsaid: left,
  };
}

function destinationsOf(
  action: JsonObject,
  destination: Destination,
  before: Readonly<Record<string, string>>,
): readonly JsonObject[] {
  const weighted = record(action['weighted_clusters'])['clusters'];
  if (!Array.isArray(weighted))
    return single(text(action['cluster']), action['auto_host_rewrite'] === true, destination, before);
  return list(weighted).map(({ name, weight, host_rewrite_literal: host }) => ({
    destination: place(text(name), destination),
    weight: weight ?? 0,
    headers: host === undefined ? undefined : { request: { set: { ...before, host } } },
  }));
}

/** Nodes that are called differently in the Host header are destinations of their own. */
function single(
  cluster: string,
  byNode: boolean,
  destination: Destination,
  before: Readonly<Record<string, string>>,
): readonly JsonObject[] {
  const nodes = byNode ? destination(cluster)?.nodes : undefined;
  if (nodes === undefined) return [{ destination: place(cluster, destination) }];
  return nodes.map((node) => ({
    destination: at(node),
    weight: node.weight,
    headers: { request: { set: { ...before, host: node.nodeName } } },
  }));
}

const nodeName = (action: JsonObject, destination: Destination): string | undefined =>
  destination(text(action['cluster']))?.nodeName;

const at = ({ host, port }: Place): JsonObject => ({ host, port: { number: port } });

const place = (cluster: string, destination: Destination): JsonObject => {
  const found = destination(cluster);
  return found === undefined ? { host: nowhere } : at(found);
};

/** A destination that no service has: Istio answers 503. */
const nowhere = 'nowhere.banyan.internal';

function mirrorsOf(policies: Json | undefined, destination: Destination): readonly JsonObject[] | undefined {
  if (!Array.isArray(policies)) return undefined;
  return list(policies).map(({ cluster, runtime_fraction }) => {
    const fraction = record(record(runtime_fraction)['default_value']);
    const of = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[text(fraction['denominator'])] ?? 100;
    const value = runtime_fraction === undefined ? undefined : (Number(fraction['numerator'] ?? 0) * 100) / of;
    return {
      destination: place(text(cluster), destination),
      percentage: value === undefined ? undefined : { value },
    };
  });
}

/**
 * Istio's rewrite is Envoy's regex_rewrite. A template of fixed text and the path itself can be said by it, other
 * variables cannot.
 */
function uriRewrite(regex_rewrite: Json | undefined, path_rewrite: Json | undefined): JsonObject | undefined {
  if (regex_rewrite !== undefined) {
    const { pattern: from, substitution } = record(regex_rewrite);
    const match = pattern(text(record(from)['regex']));
    return match && { match: match['regex'], rewrite: substitution };
  }
  if (typeof path_rewrite !== 'string') return undefined;
  const pieces = path_rewrite.split(/(%PATH\(NQ:PATH\)%|%%)/);
  if (pieces.some((piece, index) => index % 2 === 0 && piece.includes('%'))) return undefined;
  const rewrite = pieces.map((piece) =>
    piece === '%%' ? '%' : piece.startsWith('%PATH') ? '\\1' : piece.replaceAll('\\', '\\\\'),
  );
  return { match: '^(.*)$', rewrite: rewrite.join('') };
}

/** Whether destinations of the rule have hosts of their own. */
export const hasOwnHosts = ({ route }: JsonObject): boolean => list(route).some(({ headers }) => headers !== undefined);
