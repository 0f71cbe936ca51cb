import {
  type Data,
  duration,
  field,
  flag,
  number,
  present,
  table,
  tableOrEmpty,
  tables,
  text,
  unknownFields,
} from '../data.ts';
import type { Stream } from '../stream.ts';
import { format } from '../text/format.ts';
import { regexText, replaceAll } from '../text/regex.ts';
import { type Mutate, parseMutations } from './mutate.ts';
import { pathOf } from './target.ts';

/** One cluster that a route may choose. */
export interface ChosenCluster {
  readonly weight: number;
  readonly cluster: (stream: Stream) => string;
  readonly request: Mutate | undefined;
  readonly response: Mutate | undefined;
  readonly host: string | undefined;
  readonly perFilter: Data | undefined;
}

/** A `RouteAction`. */
export interface Forwarding {
  readonly clusters: readonly ChosenCluster[];
  readonly total: number;
  readonly missingStatus: number;
  /** Path and query as the node receives them, of the route's match and the request's. */
  readonly rewrite: ((target: string, stream: Stream) => string) | undefined;
  /** Rewrites that tell the path before also where they changed nothing. */
  readonly tellsPath: boolean;
  readonly host: HostRewrite | undefined;
  readonly appendForwardedHost: boolean;
  /** Milliseconds; 0 is none. */
  readonly timeout: number;
  readonly idleTimeout: number | undefined;
  readonly mostOfGrpc: number | undefined;
  readonly retry: Retry;
  readonly upgrades: ReadonlyMap<string, boolean>;
  readonly hash: readonly Data[];
  readonly mirrors: readonly string[];
  readonly data: Data;
  readonly unknown: readonly string[];
}

type HostRewrite =
  | { readonly kind: 'text'; readonly of: (stream: Stream) => string | undefined }
  | { readonly kind: 'node' };

export interface Retry {
  readonly on: readonly string[];
  readonly times: number;
  /** Milliseconds that one attempt may take; 0 is none. */
  readonly each: number;
}

const known = `
  cluster cluster_header weighted_clusters cluster_not_found_response_code metadata_match prefix_rewrite
  regex_rewrite path_rewrite host_rewrite_literal auto_host_rewrite host_rewrite_header host_rewrite_path_regex
  host_rewrite append_x_forwarded_host timeout idle_timeout retry_policy request_mirror_policies priority
  hash_policy upgrade_configs max_stream_duration cors hedge_policy max_grpc_timeout grpc_timeout_offset
  include_vh_rate_limits flush_timeout`
  .trim()
  .split(/\s+/);

/** `scopes`: route configuration and virtual host, the outer one first. */
export function compileForward(route: Data, match: Data, scopes: readonly Data[]): Forwarding {
  const clusters = clustersOf(route);
  const inherited = [...scopes].reverse().flatMap((scope) => present(table(scope, 'retry_policy')));
  return {
    clusters,
    total: clusters.reduce((sum, { weight }) => sum + weight, 0),
    missingStatus: missing[text(route, 'cluster_not_found_response_code') ?? ''] ?? 503,
    rewrite: prefixRewrite(route, match) ?? rewriteOf(route),
    tellsPath: table(route, 'regex_rewrite') !== undefined,
    host: hostRewrite(route),
    appendForwardedHost: flag(route, 'append_x_forwarded_host') === true,
    timeout: duration(route, 'timeout') ?? 15_000,
    idleTimeout: duration(route, 'idle_timeout'),
    mostOfGrpc: duration(route, 'max_grpc_timeout'),
    retry: retryOf(table(route, 'retry_policy') ?? inherited[0]),
    upgrades: new Map(
      tables(route, 'upgrade_configs').map((one) => [
        (text(one, 'upgrade_type') ?? '').toLowerCase(),
        flag(one, 'enabled') ?? true,
      ]),
    ),
    hash: tables(route, 'hash_policy'),
    mirrors: tables(route, 'request_mirror_policies').map((one) => text(one, 'cluster') ?? ''),
    data: route,
    unknown: [
      ...unknownFields(route, known),
      ...(field(route, 'metadata_match') === undefined ? [] : ['metadata_match']),
    ].map((name) => `route.route.${name}`),
  };
}

const missing: Readonly<Record<string, number>> = { NOT_FOUND: 404, INTERNAL_SERVER_ERROR: 500 };

function clustersOf(route: Data): ChosenCluster[] {
  const weighted = table(route, 'weighted_clusters');
  if (weighted === undefined) return [{ ...nothing, weight: 1, cluster: clusterName(route) }];
  return tables(weighted, 'clusters').map((one) => ({
    weight: number(one, 'weight') ?? 0,
    cluster: text(one, 'name') === undefined ? clusterName(one) : constantly(text(one, 'name') ?? ''),
    request: parseMutations(one, 'request'),
    response: parseMutations(one, 'response'),
    host: text(one, 'host_rewrite_literal'),
    perFilter: table(one, 'typed_per_filter_config'),
  }));
}

const nothing = { request: undefined, response: undefined, host: undefined, perFilter: undefined };

const constantly =
  (name: string): (() => string) =>
  () =>
    name;

function clusterName(data: Data): (stream: Stream) => string {
  const header = text(data, 'cluster_header')?.toLowerCase();
  if (header !== undefined) return ({ headers }) => headers.first(header) ?? '';
  return constantly(text(data, 'cluster') ?? '');
}

/** `prefix_rewrite` swaps what the route matched; `regex_rewrite` works on the path without query. */
function rewriteOf(route: Data): Forwarding['rewrite'] {
  const formatted = text(route, 'path_rewrite');
  if (formatted !== undefined && formatted !== '') {
    const made = format(formatted);
    return (target, stream) => made(stream) + target.slice(pathOf(target).length);
  }
  const regex = table(route, 'regex_rewrite');
  if (regex !== undefined) {
    const rewrite = replaceAll(regexText(tableOrEmpty(regex, 'pattern')), text(regex, 'substitution') ?? '');
    return (target) => {
      const path = pathOf(target);
      return rewrite(path) + target.slice(path.length);
    };
  }
  return undefined;
}

/** The prefix that `prefix_rewrite` puts in the place of what the match names. */
function prefixRewrite(route: Data, match: Data): Forwarding['rewrite'] {
  const prefix = text(route, 'prefix_rewrite');
  if (prefix === undefined || prefix === '') return undefined;
  const matched = text(match, 'prefix') ?? text(match, 'path') ?? text(match, 'path_separated_prefix');
  if (matched !== undefined) return (target) => prefix + target.slice(matched.length);
  // A route by regex matches the whole path.
  return (target) => prefix + target.slice(pathOf(target).length);
}

function hostRewrite(route: Data): HostRewrite | undefined {
  const formatted = text(route, 'host_rewrite');
  if (formatted !== undefined && formatted !== '') return { kind: 'text', of: format(formatted) };
  const literal = text(route, 'host_rewrite_literal');
  if (literal !== undefined && literal !== '') return { kind: 'text', of: () => literal };
  if (flag(route, 'auto_host_rewrite') === true) return { kind: 'node' };
  const header = text(route, 'host_rewrite_header')?.toLowerCase();
  if (header !== undefined) return { kind: 'text', of: ({ headers }) => headers.first(header) };
  const regex = table(route, 'host_rewrite_path_regex');
  if (regex === undefined) return undefined;
  const rewrite = replaceAll(regexText(tableOrEmpty(regex, 'pattern')), text(regex, 'substitution') ?? '');
  return { kind: 'text', of: ({ headers }) => rewrite(pathOf(headers.first(':path') ?? '')) };
}

function retryOf(policy: Data | undefined): Retry {
  if (policy === undefined) return { on: [], times: 0, each: 0 };
  const on = (text(policy, 'retry_on') ?? '').split(',').map((one) => one.trim());
  const each = duration(policy, 'per_try_timeout') ?? 0;
  return { on: on.filter((one) => one !== ''), times: number(policy, 'num_retries') ?? 1, each };
}
