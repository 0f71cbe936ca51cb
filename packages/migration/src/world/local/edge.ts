/** Puts a migration on the edge of the data directory, which it shares with others. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Model } from '@banyan/gateway/model/model.ts';
import type { EnvoyBinary } from '@banyan/traffic/proxies/envoy-binary.ts';
import { addMigration, startEdge } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import type { EdgeMigrationInput } from '@banyan/traffic/switches/envoy-edge/model.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Facts, oldAddress, type Started } from '../../steps/facts.ts';
import { parseListen } from './address.ts';
import { edgeMatches } from './routes.ts';

export interface EdgeFor {
  readonly folder: string;
  readonly binary: EnvoyBinary;
  readonly plan: Plan;
  readonly facts: Facts;
  readonly model: Model;
}

/** Names of doors; statistics are summed over them. */
const names = { http: 'http', grpc: 'grpc' } as const;

export async function startEdgeFor(
  { folder, binary, plan, facts, model }: EdgeFor,
  signal: AbortSignal,
): Promise<Result<Started, Finding>> {
  const old = oldAddress(facts, plan);
  if (old === undefined || facts.new === undefined)
    return err(finding('MIG015', { side: 'edge', reason: 'gateways not started' }));
  const started = await startEdge({ folder, binary }, signal);
  if (!started.ok) return started;
  const { listen, grpcListen } = plan.edge;
  const fresh = target(facts.new.address);
  // Both gateways speak HTTP/2 without TLS where they speak HTTP/1; the old one may have a listener of its own for it.
  const doors: EdgeMigrationInput['entries'] = [
    { name: names.http, ...parseListen(listen), old: target(old), new: fresh },
    ...(grpcListen === undefined
      ? []
      : [{ name: names.grpc, ...parseListen(grpcListen), old: target(plan.source.grpcAddress ?? old), new: fresh }]),
  ];
  const { phases, stay } = edgeMatches(model, plan.phases);
  const input: EdgeMigrationInput = {
    name: plan.name,
    entries: doors,
    phases: phases.map(({ name, matches }) => ({ name, matches: [...matches] })),
    stay: [...stay],
  };
  const added = await addMigration(folder, input, signal);
  if (!added.ok) return added;
  const bound = added.value[names.http];
  const grpc = added.value[names.grpc];
  if (bound === undefined) return err(finding('MIG015', { side: 'edge', reason: 'no port' }));
  const { identity, admin } = started.value;
  return ok({
    address: `${bound.host}:${bound.port}`,
    ...(grpc === undefined ? {} : { grpcAddress: `${grpc.host}:${grpc.port}` }),
    admin: `${admin.host}:${admin.port}`,
    version: `envoy ${binary.version}`,
    pid: identity.pid,
  });
}

/** A gateway that listens on all addresses is asked on loopback. */
function target(text: string): { readonly host: string; readonly port: number } {
  const { address, port } = parseListen(text);
  return { host: address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address, port };
}
