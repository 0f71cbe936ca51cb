/** What a gateway that serves the answers over sockets needs to know: see `Serving`. All text here is bytes, as on the wire. */
import { gzipSync } from 'node:zlib';
import { textOfBytes } from '@banyan/core/condition/path.ts';
import type { Exchanged, Forward, Serving } from '../answer.ts';
import { type Context, read } from './context.ts';
import { luaText, numberOf, type Table } from './lua/value.ts';
import { filterPhase, logPhase } from './phases/respond.ts';
import type { Proxied } from './phases/proxy.ts';
import { globalPlugins } from './phases/run.ts';
import type { Placed } from './plugins/plugin.ts';
import { firstHeader, headerOf } from './request/headers.ts';
import { nodeHost, pickable, portOf } from './upstream/choose.ts';
import type { Upstream } from './upstream/upstream.ts';

/** nginx: proxy_connect_timeout, proxy_send_timeout, proxy_read_timeout. */
const nginxDefault = 60;

/** Call it before the header filters have run; `respond` runs them on what the node really answered. */
export function servingOf(context: Context, proxied: Proxied | undefined, global: readonly Placed[]): Serving {
  const active = [...globalPlugins(context, global), ...context.plugins];
  return {
    service: textOfBytes(context.route?.service ?? ''),
    counted: active.some((placed) => placed.plugin.name === 'prometheus'),
    ...(proxied === undefined ? {} : { forward: forwardOf(context, proxied, global, active) }),
  };
}

function forwardOf(
  context: Context,
  { upstream, scheme, websocket }: Proxied,
  global: readonly Placed[],
  active: readonly Placed[],
): Forward {
  const needsBody = active.some(readsBody);
  const early = [...context.response.headers];
  const [first] = pickable(upstream);
  // traffic-split sets a Host of its own.
  const follows =
    upstream.passHost === 'node' && first !== undefined && context.upstreamHost === nodeHost(first, scheme, upstream);
  const hash = upstream.algorithm === 'chash' ? hashValue(context, upstream) : undefined;
  return {
    picker: upstream.key,
    scheme: schemeOf(scheme),
    algorithm: algorithmOf(upstream.algorithm),
    ...(hash === undefined ? {} : { hash }),
    nodes: upstream.nodes.map((node) => ({
      host: node.host.replace(/^\[|\]$/g, ''),
      port: portOf(node, scheme),
      weight: node.weight,
      priority: node.priority,
      ...(follows ? { hostHeader: nodeHost(node, scheme, upstream) } : {}),
    })),
    retries: upstream.retries === undefined || upstream.retries < 0 ? upstream.nodes.length - 1 : upstream.retries,
    retryTimeout: upstream.retryTimeout,
    timeout: timeouts(context.route?.timeout ?? upstream.timeout),
    websocket,
    needsBody,
    respond(received, from) {
      const { response, exchange } = context;
      exchange.named.set('upstream_status', from.statuses);
      response.status = received.status;
      response.source = from.upstream ? 'upstream' : 'page';
      response.headers = [...early, ...received.headers.map(([name, value]) => headerOf(name, value))];
      response.body = received.body === undefined ? '' : Buffer.from(received.body).toString('latin1');
      filterPhase(context, global);
      return answered(context, received, needsBody);
    },
    done: () => logPhase(context, global),
  };
}

/** A page stays the server's own text unless a plugin put something in its place. */
function answered({ response, notes, exchange }: Context, received: Exchanged, needsBody: boolean): Exchanged {
  if (notes.has('broken')) return { status: 0, headers: [] };
  const headers = response.headers.map(({ name, value }): readonly [string, string] => [name, value]);
  const own = response.source === 'page' || !needsBody ? received.body : Buffer.from(response.body, 'latin1');
  const packed = notes.has('compressed') && own !== undefined && exchange.method !== 'HEAD' ? gzipSync(own) : own;
  return { status: response.status, headers, ...(packed === undefined ? {} : { body: packed }) };
}

/** response-rewrite has a body filter always, but without these it does nothing. */
function readsBody({ plugin, hooks, conf }: Placed): boolean {
  if (hooks.body === undefined) return false;
  return plugin.name !== 'response-rewrite' || conf['body'] !== undefined || conf['filters'] !== undefined;
}

function schemeOf(scheme: string): Forward['scheme'] {
  return scheme === 'https' || scheme === 'grpc' || scheme === 'grpcs' ? scheme : 'http';
}

function algorithmOf(name: string): Forward['algorithm'] {
  return name === 'chash' || name === 'least_conn' || name === 'ewma' ? name : 'roundrobin';
}

function timeouts(table: Table | undefined): Forward['timeout'] {
  const seconds = (name: string): number => numberOf(table?.[name]) ?? nginxDefault;
  return { connect: seconds('connect'), send: seconds('send'), read: seconds('read') };
}

/** What `chash` hashes (balancer/chash.lua): the client's address where the value is missing. */
function hashValue(context: Context, { hashOn, hashKey = 'remote_addr' }: Upstream): string {
  const named = (name: string): string | undefined => {
    const value = read(context, name);
    return value === undefined ? undefined : luaText(value);
  };
  const values: Readonly<Record<string, () => string | undefined>> = {
    header: () => firstHeader(context.exchange.headers, hashKey.toLowerCase()),
    cookie: () => named(`cookie_${hashKey}`),
    consumer: () => context.consumer?.name,
    vars_combinations: () => hashKey.replace(/\$\{?(\w+)\}?/g, (_all, name: string) => named(name) ?? ''),
  };
  return (values[hashOn] ?? (() => named(hashKey)))() || context.exchange.address;
}
