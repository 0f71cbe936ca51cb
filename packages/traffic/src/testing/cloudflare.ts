/**
 * Load balancing of Cloudflare for tests: the documented behaviour of the API for one zone, and a proxy for each load balancer
 * that sends requests to the pools by their weights. It knows no health checks and no clients that stay on their side.
 */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Balancer = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly default_pools: readonly string[];
  readonly random_steering?: {
    readonly default_weight?: number;
    readonly pool_weights?: Readonly<Record<string, number>>;
  };
};

export interface CloudflareEmulator {
  readonly url: string;
  /** The port of a load balancer's proxy. */
  port(balancer: string): number;
  balancer(id: string): Balancer;
  /** Somebody changes a load balancer. */
  put(id: string, change: object): void;
  /** So many requests from now on are answered with this status. */
  fail(count: number, status: number): void;
  /** Edits that were taken: the load balancer and the body. */
  readonly edits: readonly { readonly id: string; readonly body: object }[];
  cutOff(): Promise<void>;
  restore(): Promise<void>;
  end(): Promise<void>;
}

/** `pools` gives the port of each pool's only endpoint. */
export async function cloudflareEmulator(
  zone: string,
  balancers: readonly Balancer[],
  pools: Readonly<Record<string, number>>,
): Promise<CloudflareEmulator> {
  const state = new Map(balancers.map((one) => [one.id, one]));
  const edits: { id: string; body: object }[] = [];
  let failing = { count: 0, status: 0 };
  const known = (id: string): Balancer => {
    const found = state.get(id);
    if (found === undefined) throw new Error(`there is no load balancer ${id}`);
    return found;
  };
  const answer = (asked: IncomingMessage, body: string): readonly [number, object] => {
    if (failing.count > 0) {
      failing.count -= 1;
      return [failing.status, failure(10_000, failing.status === 429 ? 'Rate limited' : 'refused for a test')];
    }
    const [, , , , zoneId, , id = ''] = (asked.url ?? '').split('/');
    const found = state.get(id);
    if (asked.headers.authorization !== 'Bearer test')
      return [403, failure(9109, 'Unauthorized to access requested resource')];
    if (zoneId !== zone || found === undefined) return [404, failure(1001, 'load_balancer not found: not found')];
    if (asked.method !== 'PATCH') return [200, success(found)];
    // The client sends JSON.
    const change = JSON.parse(body) as Partial<Balancer>;
    const weights = Object.values(change.random_steering?.pool_weights ?? {});
    if (
      weights.some((weight) => weight < 0 || weight > 1 || Math.abs(weight * 100 - Math.round(weight * 100)) > 1e-6)
    ) {
      return [400, failure(1002, 'random_steering.pool_weights: must be between 0 and 1 in steps of 0.01')];
    }
    const after = { ...found, ...change };
    state.set(id, after);
    edits.push({ id, body: change });
    return [200, success(after)];
  };
  const listener = (asked: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      const [status, body] = answer(asked, Buffer.concat(chunks).toString('utf8'));
      const again = status === 429 ? { 'retry-after-ms': '5' } : {};
      response.writeHead(status, { 'content-type': 'application/json', ...again }).end(JSON.stringify(body));
    });
  };
  let server = await listening(createServer(listener), 0);
  const port = portOf(server);
  const agent = new Agent({ keepAlive: true });
  const proxies = new Map<string, Server>();
  for (const { id } of balancers) {
    const proxy = createServer((asked, response) => {
      const to = pools[poolFor(known(id))] ?? 1;
      const passed = request({
        host: '127.0.0.1',
        port: to,
        agent,
        method: asked.method,
        path: asked.url,
        headers: asked.headers,
      });
      passed.on('response', (from) => {
        response.writeHead(from.statusCode ?? 502, from.headers);
        from.pipe(response);
      });
      passed.on('error', () => response.writeHead(502).end());
      asked.pipe(passed);
    });
    proxies.set(id, await listening(proxy, 0));
  }
  return {
    url: `http://127.0.0.1:${port}/client/v4`,
    port: (id) => portOf(proxies.get(id) ?? server),
    balancer: known,
    put: (id, change) => void state.set(id, { ...known(id), ...change }),
    fail: (count, status) => {
      failing = { count, status };
    },
    edits,
    cutOff: () => closed(server),
    restore: async () => {
      server = await listening(createServer(listener), port);
    },
    end: async () => {
      agent.destroy();
      await Promise.all([server, ...proxies.values()].map(closed));
    },
  };
}

/** One of the pools by chance, by their weights. */
function poolFor({ default_pools: pools, random_steering: steering = {} }: Balancer): string {
  const weights = pools.map((pool) => steering.pool_weights?.[pool] ?? steering.default_weight ?? 1);
  let at = Math.random() * weights.reduce((sum, one) => sum + one, 0);
  return pools.find((_, index) => (at -= weights[index] ?? 0) < 0) ?? '';
}

const success = (result: object): object => ({ success: true, errors: [], messages: [], result });
const failure = (code: number, message: string): object => ({
  success: false,
  errors: [{ code, message }],
  messages: [],
  result: null,
});

async function listening(server: Server, port: number): Promise<Server> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

// A TCP server that listens has such an address.
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
