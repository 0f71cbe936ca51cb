import { type Data, flag } from '../data.ts';
import { Headers } from '../headers.ts';
import { originalUri } from '../routing/target.ts';
import type { RouteEntry } from '../routing/entry.ts';
import { tellTimeLimit } from '../routing/time-limit.ts';
import type { ChosenCluster, Forwarding, Retry } from '../routing/forward.ts';
import type { LocalReply, Stream } from '../stream.ts';
import type { Cluster, Endpoint } from '../upstream/clusters.ts';

/** Where the router sends the request, and what it looks like there. */
export interface Sent {
  readonly forward: Forwarding;
  readonly route: RouteEntry;
  readonly chosen: ChosenCluster;
  /** The cluster of this request first, then the others that weights could have chosen. */
  readonly clusters: readonly Cluster[];
  readonly headers: Headers;
  readonly retry: Retry;
  /** Host header by node, where the node decides. */
  readonly hostOf: ((endpoint: Endpoint) => string) | undefined;
}

export type Routed = LocalReply | Sent;

export const isReply = (routed: Routed): routed is LocalReply => 'details' in routed;

/** The filter `envoy.filters.http.router` (router/router.cc, router/config_impl.cc). */
export function router(config: Data | undefined, clusters: ReadonlyMap<string, Cluster>): (stream: Stream) => Routed {
  const adds = config === undefined || flag(config, 'suppress_envoy_headers') !== true;
  return (stream) => {
    const { route } = stream;
    if (route === undefined) return { status: 404, body: '', details: 'route_not_found', flags: ['NR'] };
    for (const part of route.unknown) stream.notCovered(part);
    const finish = (response: Headers): void => {
      for (const mutate of route.responseMutations) mutate(response, stream);
    };
    const { action } = route;
    if (action.kind === 'redirect') {
      const location = action.redirect.location(stream);
      return answer(action.redirect.status, '', (response) => {
        response.set('location', location);
        finish(response);
      });
    }
    if (action.kind === 'direct') {
      const { status, body, contentType } = action.direct;
      const here = status === 201 || (status >= 300 && status < 400) ? originalUri(stream.headers) : undefined;
      return answer(status, body(stream), (response) => {
        if (here !== undefined) response.set('location', here);
        if (contentType !== undefined) response.set('content-type', contentType);
        finish(response);
      });
    }
    if (action.kind === 'forward') return forward(stream, route, action.forward, { clusters, adds });
    stream.notCovered('route action');
    return answer(404, '', finish);
  };
}

const answer = (status: number, body: string, headers: (response: Headers) => void): LocalReply => ({
  status,
  body,
  details: 'direct_response',
  headers,
});

interface Around {
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Whether Envoy adds headers of its own. */
  readonly adds: boolean;
}

function forward(stream: Stream, route: RouteEntry, plan: Forwarding, { clusters, adds }: Around): Routed {
  for (const part of plan.unknown) stream.notCovered(part);
  const chosen = choose(plan, stream);
  const name = chosen?.cluster(stream) ?? '';
  const cluster = clusters.get(name);
  if (chosen === undefined || cluster === undefined)
    return { status: plan.missingStatus, body: '', details: 'cluster_not_found', flags: ['NC'] };
  for (const part of cluster.unknown) stream.notCovered(part);
  stream.cluster = name;
  const { headers } = stream;
  tellTimeLimit(headers, { timeout: plan.timeout, mostOfGrpc: plan.mostOfGrpc, each: plan.retry.each }, adds);
  if (route.countsAttempts) headers.set('x-envoy-attempt-count', '1');
  chosen.request?.(headers, stream);
  for (const mutate of route.requestMutations) mutate(headers, stream);
  const hostOf = rewriteHost(stream, plan, chosen, adds);
  const target = headers.first(':path') ?? '/';
  if (plan.rewrite !== undefined) {
    const made = plan.rewrite(target, stream);
    if (adds && (made !== target || plan.tellsPath)) headers.set('x-envoy-original-path', target);
    headers.set(':path', made);
  }
  const retry = retryOf(plan.retry, headers);
  const usable = first(cluster.endpoints);
  if (usable.length === 0)
    return { status: 503, body: 'no healthy upstream', details: 'no_healthy_upstream', flags: ['UH'] };
  stream.attempts = 1;
  const sent = new Headers();
  headers.names.forEach((one, at) => {
    sent.names.push(one);
    sent.values.push(headers.values[at] ?? '');
  });
  for (const mutate of cluster.mutations) mutate(sent, stream);
  const others = plan.clusters.filter((one) => one !== chosen && one.weight > 0);
  const possible = others.flatMap((one) => clusters.get(one.cluster(stream)) ?? []);
  return { forward: plan, route, chosen, clusters: [cluster, ...possible], headers: sent, hostOf, retry };
}

/** Headers may widen the retry policy; they never go on to the node (retry_state_impl.cc). */
function retryOf({ on, times, each }: Retry, headers: Headers): Retry {
  const more = [headers.first('x-envoy-retry-on'), headers.first('x-envoy-retry-grpc-on')].flatMap(
    (one) => one?.split(',') ?? [],
  );
  const most = Number(headers.first('x-envoy-max-retries') ?? times);
  for (const name of retryHeaders) headers.remove(name);
  return { on: [...on, ...more], times: Number.isNaN(most) ? times : most, each };
}

const retryHeaders = [
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-hedge-on-per-try-timeout',
  'x-envoy-retriable-header-names',
  'x-envoy-retriable-status-codes',
];

/** Endpoints of the first priority that has any with a weight. */
function first(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const lowest = Math.min(...endpoints.map(({ priority }) => priority));
  return endpoints.filter(({ priority }) => priority === lowest);
}

function choose({ clusters, total }: Forwarding, { surroundings }: Stream): ChosenCluster | undefined {
  if (clusters.length === 1) return clusters[0];
  let left = surroundings.random() * total;
  for (const one of clusters) {
    if (left < one.weight) return one;
    left -= one.weight;
  }
  return clusters.at(-1);
}

function rewriteHost(stream: Stream, plan: Forwarding, chosen: ChosenCluster, adds: boolean): Sent['hostOf'] {
  const { headers } = stream;
  const before = headers.first(':authority') ?? '';
  const rewrite = (host: string | undefined): void => {
    if (host === undefined || host === '') return;
    if (plan.appendForwardedHost && before !== host) headers.add('x-forwarded-host', before);
    if (adds) headers.set('x-envoy-original-host', before);
    headers.set(':authority', host);
  };
  if (chosen.host !== undefined) rewrite(chosen.host);
  else if (plan.host?.kind === 'text') rewrite(plan.host.of(stream));
  else if (plan.host?.kind === 'node')
    return ({ hostname, host }) => hostname ?? (/^[\d.]+$|:/.test(host) ? before : host);
  return undefined;
}
