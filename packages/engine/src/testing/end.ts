/** Ends everything that a migration of a data directory runs, whatever state it is in. */
import { stopOldGateway } from '@banyan/migration/world/local/old-gateway.ts';
import { stopEnvoy } from '@banyan/traffic/proxies/envoy-process.ts';
import { stopEdge } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import type { EngineClient } from '../client.ts';
import { layout } from '../data/layout.ts';

const never = new AbortController().signal;

export async function endMigration(engine: EngineClient, data: string, name: string): Promise<void> {
  const files = layout(data);
  const { newGateway, oldGateway } = files.migration(name);
  await engine.stop();
  await stopEdge(files.edge, never);
  await stopEnvoy(newGateway, 0, never);
  await stopOldGateway(oldGateway);
}
