/** From a document and what the source holds to the ordered steps. Pure: the same input gives the same plan. */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { placeOf } from '@banyan/core/document/locate.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { phraseOf } from '@banyan/core/words/migration.ts';
import { type EdgeKindName, edgeKindNames, edgeKinds } from '@banyan/traffic/switches/kinds.ts';
import type { ReadMigration } from '../document/read.ts';
import { nodeAt } from '../document/read.ts';
import type { MigrationDocument } from '../document/schema.ts';
import { calendarOf, calendarProblems } from './calendar.ts';
import { withCertainty } from './certainty.ts';
import { stagesOf } from './defaults.ts';
import { plannedPrometheus } from './indicators.ts';
import type { Plan, PlannedStep, PlannedSource } from './plan.ts';
import { withRehearsal } from './rehearsal.ts';
import { assignRoutes, type SourceRoute } from './routes.ts';
import { phaseSteps, plainStep } from './steps.ts';

export interface PlanInput {
  readonly read: ReadMigration;
  /** Absolute path of the document. */
  readonly file: string;
  readonly source: PlannedSource;
  /** Of the source's bytes. */
  readonly sourceDigest: string;
  readonly routes: readonly SourceRoute[];
  readonly accept: readonly string[];
}

export interface Planned {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

export function makePlan(input: PlanInput): Result<Planned, readonly Finding[]> {
  const { document, root } = input.read;
  const assigned = assignRoutes(document, root, input.routes);
  if (!assigned.ok) return assigned;
  const problems = [
    ...stagesThatFall(input.read),
    ...partsOfABigBang(input.read),
    ...sameAddresses(input.read),
    ...severalEdges(input.read),
    ...calendarProblems(input.read),
  ];
  if (problems.length > 0) return err(problems);
  const measured = plannedPrometheus(input.read, assigned.value.phases);
  if (!measured.ok) return measured;
  const prometheus = measured.value;
  const { spec, metadata } = document;
  const { listen, grpcListen } = spec.edge;
  const doors = grpcListen === undefined ? listen : `${listen}, ${grpcListen}`;
  const [kind] = chosenEdges(document);
  const through =
    kind === undefined
      ? {}
      : { through: { kind, settings: edgeKinds[kind].resolve(spec.edge[kind], dirname(input.file)) } };
  const files = input.source.files.map((file) => file.slice(file.lastIndexOf('/') + 1)).join(', ');
  const steps: readonly PlannedStep[] = [
    plainStep('convert', 'plan', 0, phraseOf('convert.do', { files })),
    ...(input.source.address === undefined ? [plainStep('start-old', 'prepare', 1)] : []),
    plainStep('start-new', 'prepare', 1),
    plainStep(
      'put-edge-in-front',
      'prepare',
      2,
      phraseOf('put-edge-in-front.do', { listen: doors, edge: kind ?? 'Envoy' }),
    ),
    plainStep('check-new', 'prepare', 1),
    ...withRehearsal(
      spec.phases.flatMap((phase) => phaseSteps(phase.name, stagesOf(phase.stages, spec))),
      spec.rehearsal === 'first-stage',
    ),
    plainStep('confirm', 'verify', 0),
    plainStep('finish', 'clean-up', 0),
    plainStep('review', 'review', 0),
  ];
  const { left, phases } = assigned.value;
  const plan: Plan = {
    name: metadata.name,
    digest: createHash('sha256')
      .update(JSON.stringify([document, input.sourceDigest, input.accept]))
      .digest('hex')
      .slice(0, 32),
    file: input.file,
    source: input.source,
    target: { kind: 'envoy', listen: spec.target.envoy.listen },
    edge: { listen, ...(grpcListen === undefined ? {} : { grpcListen }), ...through },
    phases,
    accept: input.accept,
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(spec.calendar === undefined ? {} : { calendar: calendarOf(spec.calendar) }),
    steps: withCertainty(steps, spec.certainty, spec.calendar !== undefined),
  };
  const findings = left.length === 0 ? [] : [finding('MIG005', { routes: left.join(', '), count: left.length })];
  return ok({ plan, findings });
}

function stagesThatFall({ document, root }: ReadMigration): readonly Finding[] {
  return document.spec.phases.flatMap((phase, index) =>
    (phase.stages ?? []).flatMap((stage, at) => {
      const before = phase.stages?.[at - 1]?.share ?? 0;
      if (stage.share > before) return [];
      const source = placeOf(nodeAt(root, ['spec', 'phases', index, 'stages', at, 'share']));
      return [finding('MIG022', { phase: phase.name, share: stage.share, before }, { source })];
    }),
  );
}

/** A phase that moves as a whole has no share in between. */
function partsOfABigBang({ document, root }: ReadMigration): readonly Finding[] {
  const { mode, phases } = document.spec;
  if (mode !== 'big-bang') return [];
  return phases.flatMap((phase, index) =>
    (phase.stages ?? []).flatMap(({ share }, at) => {
      if (share === 100) return [];
      const source = placeOf(nodeAt(root, ['spec', 'phases', index, 'stages', at, 'share']));
      return [finding('MIG045', { phase: phase.name, share }, { source })];
    }),
  );
}

const chosenEdges = ({ spec }: MigrationDocument): readonly EdgeKindName[] =>
  edgeKindNames.filter((name) => spec.edge[name] !== undefined);

function severalEdges({ document, root }: ReadMigration): readonly Finding[] {
  const [first, second] = chosenEdges(document);
  if (first === undefined || second === undefined) return [];
  return [finding('MIG036', { first, second }, { source: placeOf(nodeAt(root, ['spec', 'edge', second])) })];
}

function sameAddresses({ document, root }: ReadMigration): readonly Finding[] {
  const { spec } = document;
  const used = new Set<string>();
  const wanted = [
    [spec.source.address, ['spec', 'source', 'address']],
    [spec.target.envoy.listen, ['spec', 'target', 'envoy', 'listen']],
    [spec.edge.listen, ['spec', 'edge', 'listen']],
    [spec.edge.grpcListen, ['spec', 'edge', 'grpcListen']],
  ] as const;
  return wanted.flatMap(([address, path]) => {
    if (address === undefined || address.endsWith(':0')) return [];
    if (!used.has(address)) {
      used.add(address);
      return [];
    }
    return [finding('MIG023', { address }, { source: placeOf(nodeAt(root, path)) })];
  });
}
