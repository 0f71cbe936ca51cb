import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { send } from '@banyan/traffic/testing/client.ts';
import { unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { type TestGateway, testGateway } from '@banyan/traffic/testing/gateway.ts';
import { startOldGateway, stopOldGateway } from './old-gateway.ts';
import { loadSource } from './source.ts';

let folder = '';
let service: TestGateway;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-old-'));
  service = await testGateway('orders');
});
afterEach(async () => {
  await stopOldGateway(join(folder, 'old'));
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the emulator with one route of this path, or adopts the one that runs. */
async function started(path: string) {
  const file = join(folder, 'apisix.yaml');
  const nodes = `{ "127.0.0.1:${service.port}": 1 }`;
  await writeFile(
    file,
    `routes:\n  - { id: orders, uri: ${path}, upstream: { type: roundrobin, nodes: ${nodes} } }\n#END\n`,
  );
  const source = loadSource([file], {});
  if (!source.ok) throw new Error(JSON.stringify(source.error));
  const { digest } = source.value;
  const gateway = { folder: join(folder, 'old'), files: [file], digest, environment: process.env };
  return value(await startOldGateway(gateway, unlimited));
}

test('the emulator that runs is adopted as long as the source is the same, and replaced at its address when it is not', async () => {
  const first = await started('/orders');
  expect(await started('/orders')).toEqual(first);
  const next = await started('/payments');
  expect(next.pid).not.toBe(first.pid);
  expect(next.address).toBe(first.address);
  const port = Number(next.address.split(':')[1]);
  expect((await send({ port, path: '/payments' })).status).toBe(200);
  expect((await send({ port, path: '/orders' })).status).toBe(404);
});
