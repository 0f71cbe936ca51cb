/** gRPC through a real edge: emulated old gateway, converted new Envoy, an HTTP/2 client without TLS. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { streamingGateway } from '@banyan/traffic/testing/streaming-gateway.ts';
import type { EngineClient } from './client.ts';
import { localClient } from './local-client.ts';
import { value } from './port/contract.ts';
import { endMigration } from './testing/end.ts';

const supervisor = fileURLToPath(new URL('./supervisor/main.ts', import.meta.url));
let folder = '';
let service: Awaited<ReturnType<typeof streamingGateway>>;
let engine: EngineClient;

const document = `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata: { name: speech }
spec:
  source: { apisix: apisix.yaml, emulate: true }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:0", grpcListen: "127.0.0.1:0" }
  defaults: { hold: 1s, gates: { errors: 1%, minimumRequests: 20 } }
  phases:
    - { name: speech, routes: [speech], stages: [{ share: 50 }, { share: 100, approval: required }] }
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-grpc-'));
  service = await streamingGateway('old');
  const nodes = `{ "127.0.0.1:${service.http2Port}": 1 }`;
  const upstream = `{ type: roundrobin, scheme: grpc, nodes: ${nodes} }`;
  const route = `{ id: speech, uri: /voice.Echo/Once, methods: [POST], plugins: { prometheus: {} }, upstream: ${upstream} }`;
  await writeFile(join(folder, 'apisix.yaml'), `routes:\n  - ${route}\n#END\n`);
  await writeFile(join(folder, 'migration.yaml'), document);
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', supervisor];
  const data = { folder: join(folder, 'data'), environment: process.env, now: Date.now, supervisor: command };
  engine = value(await localClient(data));
});
afterEach(async () => {
  await endMigration(engine, join(folder, 'data'), 'speech');
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

/** So many calls one after the other on one connection; their gRPC statuses. */
async function calls(port: number, count: number): Promise<readonly string[]> {
  const session = connect(`http://127.0.0.1:${port}`);
  // A door that closes shows in the calls.
  session.on('error', () => undefined);
  const statuses: string[] = [];
  for (let done = 0; done < count; done++) {
    const status = await new Promise<string>((resolve) => {
      const stream = session.request({
        ':path': '/voice.Echo/Once',
        ':method': 'POST',
        'content-type': 'application/grpc',
      });
      let said = 'none';
      const hear = (headers: IncomingHttpHeaders): void => {
        if (headers['grpc-status'] !== undefined) said = [headers['grpc-status']].flat().join();
      };
      stream.on('response', hear);
      stream.on('trailers', hear);
      stream.on('error', () => resolve('broken'));
      stream.on('close', () => resolve(said));
      stream.resume();
      stream.end();
    });
    statuses.push(status);
  }
  session.close();
  return statuses;
}

test('gRPC comes in at a door of its own and is shifted like all other traffic, without a failed call', async () => {
  value(await engine.run(join(folder, 'migration.yaml'), { accept: [] }));
  const statuses = new Set<string>();
  const deadline = Date.now() + 50_000;
  let view = value(await engine.status('speech'));
  while (view.state !== 'waiting-for-approval' || view.phases[0]?.desired !== 50) {
    if (Date.now() > deadline || view.state === 'rolled-back')
      throw new Error(`${view.state} ${JSON.stringify(view.why)}`);
    const port = Number(view.addresses.edgeGrpc?.split(':')[1] ?? 0);
    if (port === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    else for (const status of await calls(port, 25)) statuses.add(status);
    view = value(await engine.status('speech'));
  }
  expect([...statuses]).toEqual(['0']);
  // Both gateways have counted their part of the calls.
  const verified = value(await engine.events('speech', 0)).find(({ kind }) => kind === 'share-verified');
  expect(Object.keys(verified?.data['observed'] ?? {}).sort()).toEqual(['edge', 'newGateway', 'oldGateway']);
});
