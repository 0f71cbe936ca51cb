import { bytesOfText } from '@banyan/core/condition/path.ts';
import type { Context } from '../context.ts';
import type { Exit, Placed } from '../plugins/plugin.ts';
import { headerOf } from '../request/headers.ts';
import { type Course, courses } from '../upstream/attempts.ts';
import type { Backend, BackendResponse } from '../upstream/backend.ts';
import { type Chosen, chooseUpstream, nodeHost, nodeName, pickable } from '../upstream/choose.ts';
import { type Outgoing, outgoing } from '../upstream/forward.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { globalPlugins, runSteps } from './run.ts';

/** What became of a request that went to the nodes. */
export interface Proxied {
  readonly upstream: Upstream;
  readonly scheme: string;
  readonly websocket: boolean;
  readonly outgoing: Outgoing;
  readonly courses: readonly Course[];
  /** `host:port` of those that may get the request in the end. */
  readonly nodes: readonly string[];
}

/** Picks upstream and nodes, sends the request, and puts what came back into the response. */
export function proxyPhase(context: Context, global: readonly Placed[], backend: Backend): Exit | Proxied {
  const chosen = chooseUpstream(context, context.share ?? own);
  if ('status' in chosen) {
    context.trace?.push({ step: 'upstream', detail: chosen.why });
    return { status: chosen.status };
  }
  const { upstream, scheme } = chosen;
  context.trace?.push({
    step: 'upstream',
    detail: `${upstream.key}: ${pickable(upstream)
      .map((node) => node.name)
      .join(', ')}`,
    place: upstream.pointer,
  });
  if (upstream.passHost === 'rewrite') context.upstreamHost = upstream.upstreamHost ?? '';
  const [first] = pickable(upstream);
  if (upstream.passHost === 'node' && first !== undefined)
    context.upstreamHost = nodeHost(
      first,
      context.share?.upstream !== undefined && scheme !== 'https' ? undefined : scheme,
      upstream,
    );
  const exit =
    runSteps(context, globalPlugins(context, global), 'beforeProxy') ??
    runSteps(context, context.plugins, 'beforeProxy');
  if (exit !== undefined) return exit;
  const websocket = context.route?.websocket === true;
  const sent = outgoing(context, websocket, scheme);
  const wire = (name: string): string | undefined => sent.headers.find((header) => header.lower === name)?.value;
  const upgrade = wire('connection')?.toLowerCase().includes('upgrade') === true ? wire('upgrade') : undefined;
  const ways = courses(upstream, { scheme, method: sent.method, upgrade }, backend);
  const [way] = ways;
  if (way === undefined) return { status: 502 };
  receive(context, way);
  const reached = lastNodes(ways, scheme);
  for (const share of context.shares) {
    const other: Chosen = chooseUpstream(context, share);
    if (share === context.share || 'status' in other) continue;
    const sentOther = { scheme: other.scheme, method: sent.method, upgrade };
    for (const node of lastNodes(courses(other.upstream, sentOther, backend), other.scheme)) reached.add(node);
  }
  return {
    upstream,
    scheme,
    websocket,
    outgoing: sent,
    courses: ways,
    nodes: [...reached],
  };
}

const own = { upstream: undefined, id: undefined };

/** Nodes that the last attempt of any course reaches. */
const lastNodes = (ways: readonly Course[], scheme: string): Set<string> =>
  new Set(ways.flatMap((one) => one.reached.slice(-1)).map((node) => nodeName(node, scheme)));

function receive(context: Context, way: Course): void {
  const { response, exchange } = context;
  exchange.named.set('upstream_status', way.statuses);
  if (way.response === undefined) {
    response.status = way.status;
    response.source = 'page';
  } else {
    response.status = way.status;
    response.source = 'upstream';
    for (const [name, value] of entries(way.response)) response.headers.push(headerOf(name, value));
    response.body = exchange.method === 'HEAD' ? '' : bytesOfText(way.response.body ?? '');
  }
}

const hidden = new Set([
  'date',
  'server',
  'connection',
  'transfer-encoding',
  'content-length',
  'keep-alive',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
  'status',
]);

function* entries(answer: BackendResponse): Generator<readonly [string, string]> {
  for (const [name, value] of Object.entries(answer.headers)) {
    if (hidden.has(name.toLowerCase())) continue;
    for (const one of typeof value === 'string' ? [value] : value) yield [bytesOfText(name), bytesOfText(one)];
  }
}
