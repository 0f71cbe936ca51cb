/**
 * What a gateway behind the edge receives, compared with what the client sent: a recording server takes the place of the old
 * gateway behind a door of its own, which the same edge opens for that, and which is closed afterwards.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { addMigration, removeMigration } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import type { Received } from '../world.ts';
import { ask } from './ask.ts';

/** The name of the door's own entry on the edge; names of migrations have no such character. */
export const probeName = (migration: string): string => `${migration}~witness`;

/** Each request once directly and once through the edge, as the recording server received them. */
export async function receivedBehind(
  folder: string,
  migration: string,
  requests: readonly GatewayRequest[],
  signal: AbortSignal,
): Promise<Result<readonly { readonly direct: Received; readonly through: Received }[], Finding>> {
  const recorder = await record();
  try {
    const target = { host: '127.0.0.1', port: recorder.port };
    const entries = [{ name: 'http', port: 0, old: target, new: target }];
    const phases = [{ name: 'witness', matches: 'rest' as const }];
    const added = await addMigration(folder, { name: probeName(migration), entries, phases }, signal);
    if (!added.ok) return added;
    const door = added.value['http'];
    if (door === undefined) return err(finding('MIG015', { side: 'edge', reason: 'no port' }));
    const seen: { direct: Received; through: Received }[] = [];
    for (const request of requests) {
      const direct = await asReceived(`127.0.0.1:${recorder.port}`, request, signal);
      if (!direct.ok) return direct;
      const through = await asReceived(`${door.host}:${door.port}`, request, signal);
      if (!through.ok) return through;
      seen.push({ direct: direct.value, through: through.value });
    }
    return ok(seen);
  } finally {
    await removeMigration(folder, probeName(migration), signal);
    recorder.close();
  }
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
async function record(): Promise<{ readonly port: number; close(): void }> {
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
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close().closeAllConnections() };
}
