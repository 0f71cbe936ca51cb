/** A migration on the edge that Banyan runs itself, one Envoy for all migrations of a data directory. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { envoyEdgeIndicator } from '../../indicators/envoy-edge/envoy-edge.ts';
import { findEnvoy } from '../../proxies/envoy-binary.ts';
import type { Edge, Installed } from '../edge.ts';
import type { EdgeMigrationInput } from '../model.ts';
import { addMigration, removeMigration, startEdge } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';

/** Where the edge lies and how its program is found. */
export interface EdgePlace {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Root of the installation. */
  readonly workspace: string;
}

export const envoyEdge = (place: EdgePlace, migration: string): Edge => ({
  switch: envoyEdgeSwitch(place.folder, migration),
  indicator: envoyEdgeIndicator(place.folder, migration),
  install: (input, signal) => install(place, input, signal),
  remove: (signal) => removeMigration(place.folder, migration, signal),
});

async function install(
  { folder, environment, workspace }: EdgePlace,
  input: EdgeMigrationInput,
  signal: AbortSignal,
): Promise<Result<Installed, Finding>> {
  const binary = await findEnvoy(environment, workspace);
  if (!binary.ok) return binary;
  const started = await startEdge({ folder, binary: binary.value }, signal);
  if (!started.ok) return started;
  const added = await addMigration(folder, input, signal);
  if (!added.ok) return added;
  const { identity, admin } = started.value;
  return ok({
    doors: added.value,
    version: `envoy ${binary.value.version}`,
    pid: identity.pid,
    admin: `${admin.host}:${admin.port}`,
  });
}
