import type { Answer, Exchanged, Forward, UpstreamView } from '../answer.ts';
import { isData, text } from './data.ts';
import type { Headers } from './headers.ts';
import type { Managed, Received } from './manager/connection.ts';
import type { Reply } from './manager/local-reply.ts';
import type { Sent } from './manager/router.ts';
import type { RouteEntry } from './routing/entry.ts';
import type { Stream } from './stream.ts';
import type { Endpoint } from './upstream/clusters.ts';

/** What a node answers unless somebody says otherwise. */
const echo: Received = { status: 200, headers: [['content-type', 'application/json']], body: '{"ok":1}' };

/** An answer that comes from Envoy itself. */
export function answered(stream: Stream, { headers, body }: Reply): Answer {
  stream.note('answer', `${headers.first(':status') ?? ''} ${stream.details}`.trim(), stream.route?.at);
  return {
    status: Number(headers.first(':status')),
    route: routeName(stream.route),
    headers: headerTable(headers),
    body,
    trace: stream.trace ?? [],
    ...coverage(stream),
  };
}

/** A request that goes to a node. */
export function sentOn(stream: Stream, managed: Extract<Managed, { kind: 'sent' }>, serve: boolean): Answer {
  const { sent } = managed;
  const [cluster] = sent.clusters;
  stream.note('route', sent.route.name, sent.route.at);
  stream.note('upstream', cluster?.name ?? '', cluster?.at);
  const nodes = sent.clusters.flatMap(({ endpoints }) => firstPriority(endpoints)).filter(({ weight }) => weight > 0);
  const common = {
    route: routeName(sent.route),
    nodes: [...new Set(nodes.map(({ host, port }) => `${host}:${port}`))],
    upstream: viewOf(stream, sent, nodes[0]),
    trace: stream.trace ?? [],
  };
  if (serve)
    return { ...common, ...coverage(stream), serving: { service: '', counted: false, forward: plan(stream, managed) } };
  const reply = managed.respond(echo);
  return {
    status: Number(reply.headers.first(':status')),
    ...common,
    headers: headerTable(reply.headers),
    body: reply.body,
    ...coverage(stream),
  };
}

const firstPriority = (endpoints: readonly Endpoint[]): readonly Endpoint[] => {
  const lowest = Math.min(...endpoints.map(({ priority }) => priority));
  return endpoints.filter(({ priority }) => priority === lowest);
};

const coverage = ({ uncovered }: Stream): Pick<Answer, 'notCovered'> =>
  uncovered === undefined ? {} : { notCovered: [...uncovered] };

/** Configurations that Banyan wrote name the route of their source. */
function routeName(route: RouteEntry | undefined): string | null {
  if (route === undefined) return null;
  const named = route.metadata['banyan'];
  if (isData(named)) return text(named, 'route') ?? null;
  return route.name === '' ? null : route.name;
}

/** Headers of an answer: repeated ones joined by a line feed, those of the connection left out. */
function headerTable(headers: Headers): Record<string, string> {
  const made: Record<string, string> = {};
  const { names, values } = headers;
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? '';
    if (name === ':status') continue;
    const before = made[name];
    made[name] = before === undefined ? (values[at] ?? '') : `${before}\n${values[at]}`;
  }
  return made;
}

function viewOf(stream: Stream, { headers, hostOf }: Sent, node: Endpoint | undefined): UpstreamView {
  const sent = stream.request.headers;
  const before = new Map<string, string>();
  for (const name in sent) {
    const value = sent[name];
    if (value !== undefined)
      before.set(name.toLowerCase(), typeof value === 'string' ? value.trim() : value.join(', '));
  }
  const changed: Record<string, string> = {};
  const length = String(Buffer.byteLength(stream.request.body ?? ''));
  const seen = new Set<string>();
  for (const name of headers.names) {
    if (name.startsWith(':') || seen.has(name)) continue;
    seen.add(name);
    const value = headers.all(name).join(', ');
    // The length of the body is said even where nobody wrote it down.
    if (name === 'content-length' && !before.has(name) && value === length) continue;
    if (before.get(name) !== value) changed[name] = value;
  }
  const removed = [...before.keys()].filter((name) => name !== 'host' && !seen.has(name));
  const host = headers.first(':authority') ?? '';
  return {
    method: headers.first(':method') ?? '',
    target: headers.first(':path') ?? '',
    host: hostOf === undefined || node === undefined ? host : hostOf(node),
    headers: changed,
    ...(removed.length === 0 ? {} : { removed }),
    ...(stream.body === stream.request.body || stream.body === undefined ? {} : { body: stream.body }),
  };
}

/** How the request is forwarded, for those who play or serve the nodes. */
function plan(stream: Stream, { sent, respond }: Extract<Managed, { kind: 'sent' }>): Forward {
  const [cluster] = sent.clusters;
  const { forward, hostOf } = sent;
  const endpoints = cluster?.endpoints ?? [];
  // Without a limit of the whole answer, the one of silence is what ends it.
  const seconds = (forward.timeout > 0 ? forward.timeout : (forward.idleTimeout ?? 0)) / 1000;
  return {
    picker: cluster?.name ?? '',
    scheme: cluster?.scheme ?? 'http',
    algorithm: cluster?.algorithm ?? 'roundrobin',
    nodes: endpoints.map((endpoint) => ({
      host: endpoint.host,
      port: endpoint.port,
      weight: endpoint.weight,
      priority: -endpoint.priority,
      ...(hostOf === undefined ? {} : { hostHeader: hostOf(endpoint) }),
    })),
    retries: sent.retry.on.length === 0 ? 0 : sent.retry.times,
    retryTimeout: 0,
    timeout: { connect: (cluster?.connectTimeout ?? 5000) / 1000, send: seconds, read: seconds },
    websocket: forward.upgrades.get('websocket') ?? false,
    needsBody: true,
    respond(received, from) {
      stream.attempts = from.statuses === '' ? 1 : from.statuses.split(',').length;
      const failed = received.status !== 504 ? 'connect' : forward.timeout > 0 ? 'timeout' : 'idle';
      return exchanged(respond(from.upstream ? receivedOf(received) : { failed }));
    },
    done: () => undefined,
  };
}

const receivedOf = ({ status, headers, body }: Exchanged): Received => ({
  status,
  headers: headers.map(([name, value]) => [name, Buffer.from(value, 'latin1').toString('utf8')] as const),
  body: Buffer.from(body ?? []).toString('utf8'),
});

function exchanged({ headers, body }: Reply): Exchanged {
  const pairs = headers.names.flatMap((name, at) =>
    name === ':status' ? [] : [[name, Buffer.from(headers.values[at] ?? '').toString('latin1')] as const],
  );
  return { status: Number(headers.first(':status')), headers: pairs, body: Buffer.from(body) };
}
