/** A real Envoy that serves a configuration on ports of this machine, and nodes that record what arrives. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, createServer as createPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isObject, type Tree, type TreeObject } from '../vectors/envoy/merge.ts';
import { startEnvoy } from '../vectors/envoy/process.ts';
import { type Arrived, recording } from './echo.ts';

export interface Served {
  /** The configuration with the ports that are served. */
  readonly bootstrap: TreeObject;
  readonly ports: readonly number[];
  /** What arrived since the last time. */
  take(): readonly Arrived[];
  stop(): Promise<void>;
}

export const envoyBinary = process.env['BANYAN_ENVOY'] ?? resolve(import.meta.dirname, '../../.tools/envoy');

export async function serve(configuration: TreeObject): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-differential-'));
  const arrived: Arrived[] = [];
  const nodes: Server[] = [];
  const ports: number[] = [];
  const moved = new Map<string, number>();
  const bootstrap = await withPorts(configuration, async (key, kind) => {
    const known = moved.get(key);
    if (known !== undefined) return known;
    const port = kind === 'node' ? await node(nodes, arrived) : await freePort();
    if (kind === 'listener') ports.push(port);
    moved.set(key, port);
    return port;
  });
  const adminPort = await freePort();
  const admin = { address: { socket_address: { address: '127.0.0.1', port_value: adminPort } } };
  const file = join(folder, 'envoy.json');
  writeFileSync(file, JSON.stringify({ ...bootstrap, admin }));
  const started = await startEnvoy(envoyBinary, file, adminPort, join(folder, 'envoy.log'));
  const close = async (): Promise<void> => {
    for (const one of nodes) {
      one.closeAllConnections();
      await new Promise((done) => one.close(done));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  if (!started.ok) {
    await close();
    throw new Error(`Envoy refuses: ${started.reason}`);
  }
  return {
    bootstrap,
    ports,
    take: () => arrived.splice(0),
    async stop() {
      await started.envoy.stop();
      await close();
    },
  };
}

type PortFor = (key: string, kind: 'listener' | 'node') => Promise<number>;

/** Every address of a listener or an endpoint gets a port of this machine, the same one the same; nodes speak HTTP/1.1. */
async function withPorts(tree: TreeObject, portFor: PortFor): Promise<TreeObject> {
  const visit = async (value: Tree, kind: 'listener' | 'node'): Promise<Tree> => {
    if (Array.isArray(value)) return await Promise.all(value.map((one) => visit(one, kind)));
    if (!isObject(value)) return value;
    const made: TreeObject = {};
    for (const [key, one] of Object.entries(value)) {
      if (key === 'socket_address' && isObject(one)) {
        const old = `${kind} ${JSON.stringify([one['address'], one['port_value']])}`;
        made[key] = { address: '127.0.0.1', port_value: await portFor(old, kind) };
      } else if (key === 'http2_protocol_options') made['http_protocol_options'] = {};
      else made[key] = await visit(one, key === 'clusters' ? 'node' : kind);
    }
    return made;
  };
  const made = await visit(tree, 'listener');
  return isObject(made) ? made : {};
}

async function freePort(): Promise<number> {
  const server = createPlain();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const port = portOf(server.address());
  await new Promise((done) => server.close(done));
  return port;
}

const portOf = (address: string | AddressInfo | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

async function node(nodes: Server[], arrived: Arrived[]): Promise<number> {
  const server = recording(arrived);
  nodes.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return portOf(server.address());
}
