import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { type Notes, type Order, portContract } from '../port/contract.ts';
import { freePorts } from '../supervisor/ports.ts';
import { isHealthy, register, takesMessages } from './admin.ts';
import { restateBinary } from './binary.ts';
import { restatePort } from './client.ts';
import { virtualObject } from './object.ts';
import { serverCommand } from './server.ts';

portContract('Restate', async (handler) => {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-restate-'));
  const [ingress = 0, admin = 0, node = 0] = await freePorts(3);
  const command = serverCommand({ binary: restateBinary(process.env), folder, ports: { ingress, admin, node } });
  const server = spawn(command.file, command.arguments, { stdio: 'ignore', env: { ...command.environment } });
  const endpoint = createEndpointHandler({ services: [virtualObject<Notes, Order>(handler)], logger: () => undefined });
  const worker = createServer(endpoint);
  worker.listen({ port: 0, host: '127.0.0.1' });
  await once(worker, 'listening');
  // A TCP server that listens has such an address.
  const { port } = worker.address() as AddressInfo;
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 20_000;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error('not in time');
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  };
  const base = `http://127.0.0.1:${admin}`;
  await until(() => isHealthy(base));
  await until(() => register(base, `http://127.0.0.1:${port}`));
  await until(() => takesMessages(`http://127.0.0.1:${ingress}`));
  return {
    port: restatePort<Notes, Order>(`http://127.0.0.1:${ingress}`),
    until,
    async close() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      worker.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
