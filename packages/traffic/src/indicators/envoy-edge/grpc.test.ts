import { expect, test } from 'vitest';
import { systemClock, until } from '../../local/wait.ts';
import { addMigration } from '../../switches/envoy-edge/edge.ts';
import { testEdge, unlimited, value } from '../../testing/edge.ts';
import { grpcCall } from '../../testing/grpc.ts';
import { streamingGateway } from '../../testing/streaming-gateway.ts';
import { envoyEdgeIndicator } from './envoy-edge.ts';

test('gRPC calls that fail behind a status 200 are errors, those that the caller got wrong are not', async () => {
  const [edge, gateway] = await Promise.all([testEdge(), streamingGateway('old')]);
  try {
    const target = { host: '127.0.0.1', port: gateway.http2Port };
    const entries = [{ name: 'grpc', port: 0, old: target, new: target }];
    const phases = [{ name: 'voice', matches: 'rest' as const }];
    const doors = value(await addMigration(edge.folder, { name: 'shop', entries, phases }, unlimited));
    const port = doors['grpc']?.port ?? 0;
    const read = async () =>
      value(await envoyEdgeIndicator(edge.folder, 'shop').read(unlimited)).phases['voice']?.old ?? {
        requests: 0,
        errors: 0,
      };
    // OK, INTERNAL, UNAVAILABLE, NOT_FOUND.
    for (const path of ['Once', 'Status13', 'Status14', 'Status5']) await grpcCall(port, `/voice.Echo/${path}`);
    const counted = (requests: number) =>
      until(async () => ((await read()).requests === requests ? read() : undefined), {
        within: 10_000,
        every: 20,
        signal: unlimited,
        clock: systemClock,
      });
    expect(await counted(4)).toMatchObject({ requests: 4, errors: 2 });
    // An answer that the edge makes because the gateway is gone counts once.
    await gateway.close();
    await grpcCall(port, '/voice.Echo/Once');
    expect(await counted(5)).toMatchObject({ requests: 5, errors: 3 });
  } finally {
    await edge.end();
    await gateway.close().catch(() => undefined);
  }
});
