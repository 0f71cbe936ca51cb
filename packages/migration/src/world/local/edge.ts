/** The edge of a migration: Banyan's own of the data directory, which it shares with others, or one that the user runs. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Model } from '@banyan/gateway/model/model.ts';
import type { Edge } from '@banyan/traffic/switches/edge.ts';
import { type EdgePlace, envoyEdge } from '@banyan/traffic/switches/envoy-edge/envoy-edge.ts';
import { edgeKinds } from '@banyan/traffic/switches/kinds.ts';
import type { EdgeMigrationInput } from '@banyan/traffic/switches/model.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Facts, oldAddress, type Started } from '../../steps/facts.ts';
import { parseListen } from './address.ts';
import { edgeMatches } from './routes.ts';

/** `place` is that of Banyan's own edge. */
export function edgeOf({ name, edge }: Plan, place: EdgePlace): Edge {
  const { through } = edge;
  return through === undefined ? envoyEdge(place, name) : edgeKinds[through.kind].make(through.settings, name);
}

/** A door that leads to a recording server, and where that server will listen. */
export interface WitnessDoor {
  readonly door: number;
  readonly recorder: number;
}

export interface EdgeFor {
  readonly edge: Edge;
  readonly plan: Plan;
  readonly facts: Facts;
  readonly model: Model;
  /** For edges that cannot open a door while they run. */
  readonly witness: WitnessDoor | undefined;
}

/** Names of doors; statistics are summed over them. */
const names = { http: 'http', grpc: 'grpc', witness: 'witness' } as const;

export async function startEdgeFor(
  { edge, plan, facts, model, witness }: EdgeFor,
  signal: AbortSignal,
): Promise<Result<Started, Finding>> {
  const old = oldAddress(facts, plan);
  if (old === undefined || facts.new === undefined)
    return err(finding('MIG015', { side: 'edge', reason: 'gateways not started' }));
  const { listen, grpcListen } = plan.edge;
  const fresh = target(facts.new.address);
  // Both gateways speak HTTP/2 without TLS where they speak HTTP/1; the old one may have a listener of its own for it.
  const doors: EdgeMigrationInput['entries'] = [
    { name: names.http, ...parseListen(listen), old: target(old), new: fresh },
    ...(grpcListen === undefined
      ? []
      : [
          {
            name: names.grpc,
            http2: true,
            ...parseListen(grpcListen),
            old: target(plan.source.grpcAddress ?? old),
            new: fresh,
          },
        ]),
    ...(witness === undefined
      ? []
      : [
          { name: names.witness, port: witness.door, old: loopback(witness.recorder), new: loopback(witness.recorder) },
        ]),
  ];
  const { phases, stay } = edgeMatches(model, plan.phases);
  const input: EdgeMigrationInput = {
    name: plan.name,
    entries: doors,
    phases: phases.map(({ name, matches }) => ({ name, matches: [...matches] })),
    stay: [...stay],
  };
  const installed = await edge.install(input, signal);
  if (!installed.ok) return installed;
  const { [names.http]: bound, [names.grpc]: grpc } = installed.value.doors;
  if (bound === undefined) return err(finding('MIG015', { side: 'edge', reason: 'no port' }));
  const { doors: _, ...program } = installed.value;
  return ok({
    address: `${bound.host}:${bound.port}`,
    ...(grpc === undefined ? {} : { grpcAddress: `${grpc.host}:${grpc.port}` }),
    ...program,
  });
}

const loopback = (port: number) => ({ host: '127.0.0.1', port });

/** A gateway that listens on all addresses is asked on loopback. */
function target(text: string): { readonly host: string; readonly port: number } {
  const { address, port } = parseListen(text);
  return { host: address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address, port };
}
