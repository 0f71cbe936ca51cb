/**
 * What a gateway behind the edge receives, compared with what the client sent: a recording server takes the place of the old
 * gateway behind a door of its own, which the same edge opens for that, and which is closed afterwards.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '@banyan/traffic/local/atomic.ts';
import { addMigration, removeMigration } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import type { Received } from '../world.ts';
import { ask } from './ask.ts';

/** The name of the door's own entry on the edge; names of migrations have no such character. */
export const probeName = (migration: string): string => `${migration}~witness`;

type Compared = Result<readonly { readonly direct: Received; readonly through: Received }[], Finding>;

/** Each request once directly and once through Banyan's own edge, as the recording server received them. */
export async function receivedBehind(
  folder: string,
  migration: string,
  requests: readonly GatewayRequest[],
  signal: AbortSignal,
): Promise<Compared> {
  const recorder = await record(0);
  try {
    const target = { host: '127.0.0.1', port: recorder.port };
    const entries = [{ name: 'http', port: 0, old: target, new: target }];
    const phases = [{ name: 'witness', matches: 'rest' as const }];
    const added = await addMigration(folder, { name: probeName(migration), entries, phases }, signal);
    if (!added.ok) return added;
    const door = added.value['http'];
    if (door === undefined) return err(finding('MIG015', { side: 'edge', reason: 'no port' }));
    return await compare(`${door.host}:${door.port}`, recorder.port, requests, signal);
  } finally {
    await removeMigration(folder, probeName(migration), signal);
    recorder.close();
  }
}

/** The same through a door that leads to the recording server's port for good. */
export async function receivedThrough(
  { door, recorder: port }: { readonly door: number; readonly recorder: number },
  requests: readonly GatewayRequest[],
  signal: AbortSignal,
): Promise<Compared> {
  let recorder: Awaited<ReturnType<typeof record>>;
  try {
    recorder = await record(port);
  } catch (error) {
    return err(finding('MIG015', { side: 'edge', reason: `127.0.0.1:${port}: ${reasonOf(error)}` }));
  }
  try {
    return await compare(`127.0.0.1:${door}`, port, requests, signal);
  } finally {
    recorder.close();
  }
}

async function compare(
  door: string,
  recorder: number,
  requests: readonly GatewayRequest[],
  signal: AbortSignal,
): Promise<Compared> {
  const seen: { direct: Received; through: Received }[] = [];
  for (const request of requests) {
    const direct = await asReceived(`127.0.0.1:${recorder}`, request, signal);
    if (!direct.ok) return direct;
    const through = await asReceived(door, request, signal);
    if (!through.ok) return through;
    seen.push({ direct: direct.value, through: through.value });
  }
  return ok(seen);
}

async function asReceived(
  address: string,
  request: GatewayRequest,
  signal: AbortSignal,
): Promise<Result<Received, Finding>> {
  const answer = await ask(address, request, signal);
  // The recording server answers with what it received.
  return answer.ok ? ok(JSON.parse(answer.value.body) as Received) : answer;
}

/** Answers every request with what it received: JSON. */
async function record(wanted: number): Promise<{ readonly port: number; close(): void }> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headersDistinct } = request;
      const headers = Object.fromEntries(
        Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join('\n')]),
      );
      const received: Received = { method, target: url, headers, body: Buffer.concat(chunks).toString('latin1') };
      response.end(JSON.stringify(received));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close().closeAllConnections() };
}
