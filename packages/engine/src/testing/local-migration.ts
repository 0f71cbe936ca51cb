/** A whole migration on this machine for tests: emulated old gateway, service behind it, engine and data directory of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import { systemClock, until } from '@banyan/traffic/local/wait.ts';
import { sendMany } from '@banyan/traffic/testing/client.ts';
import { testGateway } from '@banyan/traffic/testing/gateway.ts';
import type { EngineClient, MigrationView } from '../client.ts';
import { localClient } from '../local-client.ts';
import { value } from '../port/contract.ts';
import { endMigration } from './end.ts';

const supervisor = fileURLToPath(new URL('../supervisor/main.ts', import.meta.url));
const never = new AbortController().signal;

const apisix = `routes:
  - id: orders
    uri: /orders/*
    upstream: { type: roundrobin, nodes: { "127.0.0.1:\${{ORDERS_PORT}}": 1 } }
    plugins:
      prometheus: {}
      limit-count: { count: 100000, time_window: 600, key_type: var, key: remote_addr, policy: local }
  - id: orders-health
    uri: /orders/health
    upstream: { type: roundrobin, nodes: { "127.0.0.1:\${{ORDERS_PORT}}": 1 } }
    plugins: { prometheus: {} }
  - id: admin
    uri: /admin/*
    upstream: { type: roundrobin, nodes: { "127.0.0.1:\${{ORDERS_PORT}}": 1 } }
    plugins: {wolf-rbac: {server: "http://127.0.0.1:12180"}}
#END
`;

const replaced = async (file: string, text: string): Promise<void> => {
  value(await replaceFile(file, text));
};

/** The migration `orders`: half, then, once it was approved, all. */
export const migrationText = (routes = 'orders'): string =>
  `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata: { name: orders }
spec:
  source: { apisix: apisix.yaml, emulate: true }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:0" }
  rehearsal: first-stage
  defaults: { hold: 1s, gates: { errors: 1%, minimumRequests: 20 } }
  phases:
    - { name: orders, routes: [${routes}], stages: [{ share: 50 }, { share: 100, approval: required }] }
`;

export interface LocalMigration {
  readonly engine: EngineClient;
  run(text: string, accept?: readonly string[]): ReturnType<EngineClient['run']>;
  /** Somebody deploys: the old gateway's configuration is another. */
  deploy(change: (source: string) => string): Promise<void>;
  /** Waits without sending anything. */
  until(wanted: (view: MigrationView) => boolean): Promise<MigrationView>;
  /** Sends to the edge, of which nothing may fail, until the migration is as wanted. */
  trafficUntil(wanted: (view: MigrationView) => boolean): Promise<MigrationView>;
  end(): Promise<void>;
}

export async function localMigration(): Promise<LocalMigration> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-local-'));
  const data = join(folder, 'data');
  // Both gateways forward to it; it answers what it was asked, so that a changed header would show.
  const service = await testGateway('orders', ({ headers }, response) => {
    const { 'x-real-ip': ip, 'x-forwarded-for': chain, 'x-forwarded-proto': proto, host } = headers;
    response.setHeader('x-side', 'old').end(JSON.stringify({ ip, chain, proto, host }));
  });
  await writeFile(join(folder, 'apisix.yaml'), apisix);
  const environment = { ...process.env, ORDERS_PORT: String(service.port) };
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', supervisor];
  const engine = value(await localClient({ folder: data, environment, now: Date.now, supervisor: command }));
  return {
    engine,
    run: async (text, accept = []) => {
      const file = join(folder, 'migration.yaml');
      await writeFile(file, text);
      return engine.run(file, { accept });
    },
    deploy: (change) => replaced(join(folder, 'apisix.yaml'), change(apisix)),
    until: async (wanted) => {
      const look = async () => {
        const view = value(await engine.status('orders'));
        return wanted(view) ? view : undefined;
      };
      const found = await until(look, { within: 50_000, every: 50, signal: never, clock: systemClock });
      if (found === undefined) throw new Error('not in time');
      return found;
    },
    trafficUntil: async (wanted) => {
      const deadline = Date.now() + 50_000;
      for (;;) {
        const view = value(await engine.status('orders'));
        if (wanted(view)) return view;
        if (Date.now() > deadline) throw new Error(`not in time: ${view.state} ${JSON.stringify(view.why)}`);
        const port = Number(view.addresses.edge?.split(':')[1] ?? 0);
        if (port === 0) await new Promise((resolve) => setTimeout(resolve, 50));
        else expect((await sendMany({ port, path: '/orders/1' }, 30, 4)).failed).toBe(0);
      }
    },
    end: async () => {
      await endMigration(engine, data, 'orders');
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
