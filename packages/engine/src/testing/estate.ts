/**
 * A world for tests with a real edge (Envoy, or one that the plan names) and two gateways that the test serves itself; conversion and witnesses are
 * left out. Everything that moves traffic is the real thing.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Plan } from '@banyan/migration/plan/plan.ts';
import { edgeOf } from '@banyan/migration/world/local/edge.ts';
import type { World } from '@banyan/migration/world/world.ts';
import { findEnvoy } from '@banyan/traffic/proxies/envoy-binary.ts';
import type { Edge } from '@banyan/traffic/switches/edge.ts';
import { startEdge } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import type { EdgeMigrationInput } from '@banyan/traffic/switches/model.ts';

export interface Estate {
  /** Folder of the edge. */
  readonly edge: string;
  readonly workspace: string;
  readonly oldPort: number;
  readonly newPort: number;
}

type Ports = Pick<Estate, 'oldPort' | 'newPort'>;

/** What the edge is told of a plan: a phase has what lies below its name. */
export function estateMigration({ oldPort, newPort }: Ports, plan: Plan): EdgeMigrationInput {
  const target = (port: number) => ({ host: '127.0.0.1', port });
  const phases = plan.phases.map(({ name }) => ({ name, matches: [{ paths: [{ prefix: `/${name}/` }] }] }));
  return { name: plan.name, entries: [{ name: 'http', port: 0, old: target(oldPort), new: target(newPort) }], phases };
}

/** The edge of a plan: Banyan's own of the estate, or the one that the plan names. */
export const estateEdge = ({ edge: folder, workspace }: Pick<Estate, 'edge' | 'workspace'>, plan: Plan): Edge =>
  edgeOf(plan, { folder, environment: process.env, workspace });

export function estateWorld(estate: Estate): World {
  return {
    convert: async () => ok({ folder: estate.edge, digest: 'same', source: 'same', closed: [] }),
    changed: async () => ok(undefined),
    async start(plane, plan, _facts, signal) {
      if (plane === 'old') return ok({ address: `127.0.0.1:${estate.oldPort}` });
      if (plane === 'new') return ok({ address: `127.0.0.1:${estate.newPort}` });
      if (plan.edge.through === undefined) {
        const binary = await findEnvoy(process.env, estate.workspace);
        if (!binary.ok) return binary;
        const options = { folder: estate.edge, binary: binary.value, concurrency: 1, drainSeconds: 1 };
        // The edge finds it running.
        const started = await startEdge(options, signal);
        if (!started.ok) return started;
      }
      const installed = await estateEdge(estate, plan).install(estateMigration(estate, plan), signal);
      if (!installed.ok) return installed;
      const { doors, ...program } = installed.value;
      const port = doors['http']?.port;
      return port === undefined
        ? err(finding('MIG015', { side: 'edge', reason: 'no port' }))
        : ok({ address: `127.0.0.1:${port}`, ...program });
    },
    async stop(plane, plan, _facts, signal) {
      return plane === 'edge' ? estateEdge(estate, plan).remove(signal) : ok(undefined);
    },
    switch: (plan) => estateEdge(estate, plan).switch,
    counters: (plan) => ({
      edge: estateEdge(estate, plan).indicator,
      newGateway: undefined,
      oldGateway: undefined,
    }),
    witnesses: async () => ok([]),
    ask: async () => err(finding('MIG015', { side: 'old', reason: 'not asked' })),
  };
}
