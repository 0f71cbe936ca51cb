/** A plan of seconds for tests: one or more phases through the usual shares. */
import { makePlan } from '@banyan/migration/plan/make.ts';
import type { Plan } from '@banyan/migration/plan/plan.ts';
import { readMigration } from '@banyan/migration/document/read.ts';

export interface TestPlan {
  readonly name: string;
  readonly phases: readonly string[];
  /** `share` alone, or with a demand for an approval. */
  readonly stages?: readonly { readonly share: number; readonly approval?: boolean }[];
  readonly hold?: string;
  readonly minimumRequests?: number;
  /** The first share is taken back once and given again. */
  readonly rehearsal?: boolean;
  /** An edge of the user's own, with its settings. */
  readonly through?: { readonly name: string; readonly settings: Readonly<Record<string, string>> };
}

export function testPlan(wanted: TestPlan): Plan {
  const stages = (wanted.stages ?? [{ share: 10 }, { share: 50 }, { share: 100 }])
    .map(({ share, approval }) => `{ share: ${share}${approval === true ? ', approval: required' : ''} }`)
    .join(', ');
  const { through: own } = wanted;
  const through = own === undefined ? '' : `, ${own.name}: ${JSON.stringify(own.settings)}`;
  const text = `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata: { name: ${wanted.name} }
spec:
  source: { apisix: apisix.yaml, address: "127.0.0.1:1" }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:0"${through} }
  rehearsal: ${wanted.rehearsal === true ? 'first-stage' : 'none'}
  defaults:
    hold: ${wanted.hold ?? '1s'}
    gates: { errors: 1%, p95: 2s, minimumRequests: ${wanted.minimumRequests ?? 20}, window: 5s }
  phases:
${wanted.phases.map((phase) => `    - { name: ${phase}, routes: [${phase}], stages: [${stages}] }`).join('\n')}
`;
  const read = readMigration(Buffer.from(text), 'migration.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const planned = makePlan({
    read: read.value,
    file: '/estate/migration.yaml',
    source: { kind: 'apisix', files: ['/estate/apisix.yaml'], address: '127.0.0.1:1', metrics: undefined },
    sourceDigest: 'source',
    routes: wanted.phases.map((id) => ({ id, hosts: [], paths: [`/${id}/*`] })),
    accept: [],
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  return planned.value.plan;
}
