/**
 * APISIX as far as a switch meets it: the Admin API, which keeps objects in etcd as APISIX does (`/apisix/<type>/<id>`), and a
 * gateway that takes over what changes there while it serves, answered by the evaluator of APISIX's rules. Written from the
 * documentation of the Admin API and apisix/admin/resource.lua.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@banyan/gateway/emulate/serve.ts';
import { createEvaluator } from '@banyan/gateway/semantics/apisix/evaluator.ts';
import type { LabEtcd } from './etcd.ts';

const prefix = '/apisix';
const types = ['routes', 'services', 'upstreams', 'global_rules', 'plugin_configs', 'consumers'] as const;

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

interface Said {
  readonly status: number;
  readonly body: object;
}

export interface LabAdmin {
  readonly url: string;
  close(): Promise<void>;
}

/** The Admin API with one key; `port` 0 lets the system choose. */
export async function startAdmin(etcd: LabEtcd, key: string, port = 0): Promise<LabAdmin> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await said(etcd, key, request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has such an address.
  const bound = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${bound.port}${prefix}/admin`, close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

async function said(etcd: LabEtcd, key: string, request: IncomingMessage): Promise<Said> {
  if (request.headers['x-api-key'] !== key) return { status: 401, body: { error_msg: 'failed to check token' } };
  const [, type = '', id] = /^\/apisix\/admin\/([a-z_]+)(?:\/([^/?]+))?$/.exec(request.url ?? '') ?? [];
  if (!types.some((known) => known === type))
    return { status: 404, body: { error_msg: `Unsupported resource type: ${type}` } };
  const path = `${prefix}/${type}`;
  if (request.method === 'GET' && id === undefined) {
    const list = (await etcd.get(`${path}/`, 'below')).filter(({ value }) => isTable(parse(value))).map(shown);
    return { status: 200, body: { total: list.length, list } };
  }
  if (id === undefined) return { status: 400, body: { error_msg: 'missing id' } };
  const [held] = await etcd.get(`${path}/${id}`);
  switch (request.method) {
    case 'GET':
      return held === undefined ? missing : { status: 200, body: shown(held) };
    case 'DELETE':
      return (await etcd.remove(`${path}/${id}`)) === 0
        ? missing
        : { status: 200, body: { key: `${path}/${id}`, deleted: '1' } };
    case 'PUT':
      return put(etcd, type, id, held === undefined ? undefined : parse(held.value), await bodyOf(request));
    case undefined:
    default:
      return { status: 405, body: { error_msg: 'method not supported' } };
  }
}

const missing: Said = { status: 404, body: { message: 'Key not found' } };
const shown = ({ key, value, created, modified }: Awaited<ReturnType<LabEtcd['get']>>[number]) => ({
  key,
  value: parse(value),
  createdIndex: created,
  modifiedIndex: modified,
});

/** Refuses what APISIX refuses of these objects, and keeps the rest with its times. */
async function put(etcd: LabEtcd, type: string, id: string, held: unknown, text: string): Promise<Said> {
  const wanted = parse(text);
  if (!isTable(wanted)) return { status: 400, body: { error_msg: 'invalid request body' } };
  const needs = { global_rules: 'plugins', plugin_configs: 'plugins', upstreams: 'nodes' }[type];
  if (needs !== undefined && !isTable(wanted[needs]) && !Array.isArray(wanted[needs])) {
    return { status: 400, body: { error_msg: `invalid configuration: property "${needs}" is required` } };
  }
  const now = Math.floor(Date.now() / 1000);
  const since = isTable(held) ? held['create_time'] : undefined;
  const value = { ...wanted, id, create_time: since ?? now, update_time: now };
  await etcd.put(`${prefix}/${type}/${id}`, JSON.stringify(value));
  return { status: held === undefined ? 201 : 200, body: { key: `${prefix}/${type}/${id}`, value } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  // Bodies of requests come as buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export interface LabGateway {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves what lies in etcd, and takes over each change without a pause. */
export async function startGateway(etcd: LabEtcd, port = 0): Promise<LabGateway> {
  const evaluatorOf = async () => {
    const entries = await Promise.all(
      types.map(async (type) => {
        const stored = await etcd.get(`${prefix}/${type}/`, 'below');
        return [type, stored.map(({ value }) => parse(value)).filter(isTable)] as const;
      }),
    );
    return createEvaluator(Object.fromEntries(entries), {
      router: 'radixtree_host_uri',
      door: 'admin',
      serve: true,
      random: Math.random,
    });
  };
  let revision = await etcd.revision();
  let evaluator = await evaluatorOf();
  const over = new AbortController();
  const watch = (async () => {
    while (!over.signal.aborted) {
      const now = await etcd.revision();
      if (now === revision) await new Promise((resolve) => setTimeout(resolve, 5));
      else {
        evaluator = await evaluatorOf();
        revision = now;
      }
    }
  })();
  const served = await serve({
    plain: [{ address: '127.0.0.1', port }],
    tls: [],
    certificates: [],
    metrics: { address: '127.0.0.1', port: 0, path: '/metrics' },
    decide: (request, now) => evaluator.answer(request, { now }),
    readsBodies: false,
    now: Date.now,
    drain: 0,
    onDefect: (error) => {
      throw error;
    },
  });
  if (!served.ok) throw new Error(JSON.stringify(served.error));
  return {
    port: served.value.plain[0]?.port ?? 0,
    stop: async () => {
      over.abort();
      await watch;
      await served.value.stop();
    },
  };
}
