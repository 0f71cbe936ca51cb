/**
 * A world for tests with a real edge (Envoy) and two gateways that the test serves itself; conversion and witnesses are
 * left out. Everything that moves traffic is the real thing.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { World } from '@banyan/migration/world/world.ts';
import { envoyEdgeIndicator } from '@banyan/traffic/indicators/envoy-edge/envoy-edge.ts';
import { findEnvoy } from '@banyan/traffic/proxies/envoy-binary.ts';
import { addMigration, removeMigration, startEdge } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import { envoyEdgeSwitch } from '@banyan/traffic/switches/envoy-edge/envoy-switch.ts';

export interface Estate {
  /** Folder of the edge. */
  readonly edge: string;
  readonly workspace: string;
  readonly oldPort: number;
  readonly newPort: number;
}

export function estateWorld(estate: Estate): World {
  const target = (port: number) => ({ host: '127.0.0.1', port });
  return {
    convert: async () => ok({ folder: estate.edge, digest: 'same', source: 'same', closed: [] }),
    changed: async () => ok(undefined),
    async start(plane, plan, _facts, signal) {
      if (plane === 'old') return ok({ address: `127.0.0.1:${estate.oldPort}` });
      if (plane === 'new') return ok({ address: `127.0.0.1:${estate.newPort}` });
      const binary = await findEnvoy(process.env, estate.workspace);
      if (!binary.ok) return binary;
      const started = await startEdge(
        { folder: estate.edge, binary: binary.value, concurrency: 1, drainSeconds: 1 },
        signal,
      );
      if (!started.ok) return started;
      const entry = {
        name: 'http',
        address: '127.0.0.1',
        port: 0,
        old: target(estate.oldPort),
        new: target(estate.newPort),
      };
      const phases = plan.phases.map(({ name }) => ({ name, matches: [{ paths: [{ prefix: `/${name}/` }] }] }));
      const added = await addMigration(estate.edge, { name: plan.name, entries: [entry], phases }, signal);
      if (!added.ok) return added;
      const port = added.value['http']?.port;
      return port === undefined
        ? err(finding('MIG015', { side: 'edge', reason: 'no port' }))
        : ok({ address: `127.0.0.1:${port}`, pid: started.value.identity.pid, version: binary.value.version });
    },
    async stop(plane, plan, _facts, signal) {
      return plane === 'edge' ? removeMigration(estate.edge, plan.name, signal) : ok(undefined);
    },
    switch: (plan) => envoyEdgeSwitch(estate.edge, plan.name),
    counters: (plan) => ({
      edge: envoyEdgeIndicator(estate.edge, plan.name),
      newGateway: undefined,
      oldGateway: undefined,
    }),
    witnesses: async () => ok([]),
    ask: async () => err(finding('MIG015', { side: 'old', reason: 'not asked' })),
  };
}
