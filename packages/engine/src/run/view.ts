/** What people are shown of a migration. Pure: from its state, and from what stands around it. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { shareBefore } from '@banyan/migration/plan/before.ts';
import type { MigrationState, MigrationView, PhaseView, StepView } from '../client.ts';
import { currentStep, type Run, takenBack } from './run.ts';

export interface Surroundings {
  readonly banyan: string;
  readonly engine: string;
  /** The engine is not ready: nothing may be concluded yet from what has not happened. */
  readonly recovering: boolean;
  /** A rollback written around the engine that it has not seen yet. */
  readonly breakGlass: BreakGlass | undefined;
}

export interface BreakGlass {
  readonly generation: number;
  readonly at: number;
  readonly who: string;
  readonly reason: string;
}

export function viewOf(run: Run, around: Surroundings): MigrationView {
  const broken =
    around.breakGlass !== undefined && around.breakGlass.generation > run.generation ? around.breakGlass : undefined;
  const { why } = run;
  const state = broken === undefined ? stateOf(run, around.recovering) : 'rolled-back-break-glass';
  const glass = broken && finding('MIG024', { who: broken.who, reason: broken.reason });
  const shown = glass ?? why;
  const records = broken === undefined ? run.steps : takenBack(run, broken.at);
  return {
    name: run.plan.name,
    state,
    generation: broken?.generation ?? run.generation,
    phases: run.plan.phases.map(({ name }): PhaseView => {
      const desired = broken === undefined ? inForce(run, name) : 0;
      return { name, desired, observed: broken === undefined ? (run.observed[name] ?? {}) : {} };
    }),
    steps: run.plan.steps.map((step, index): StepView => {
      const record = records[index] ?? { state: 'planned' };
      return { id: step.id, phase: step.phase, kind: step.kind, ...record };
    }),
    gates: run.gates,
    next: broken === undefined ? next(run) : undefined,
    ...(shown === undefined ? {} : { why: shown }),
    startedAt: run.startedAt,
    updatedAt: Math.max(run.updatedAt, broken?.at ?? 0),
    versions: {
      banyan: around.banyan,
      envoy: run.facts.edge?.version ?? run.facts.new?.version ?? '',
      engine: around.engine,
    },
    addresses: {
      ...(run.facts.edge === undefined ? {} : { edge: run.facts.edge.address }),
      ...(run.facts.edge?.grpcAddress === undefined ? {} : { edgeGrpc: run.facts.edge.grpcAddress }),
      ...(run.facts.new === undefined ? {} : { newGateway: run.facts.new.address }),
      ...oldGateway(run),
    },
  };
}

function oldGateway({ facts, plan }: Run): { readonly oldGateway?: string } {
  const address = facts.old?.address ?? plan.source.address;
  return address === undefined ? {} : { oldGateway: address };
}

function stateOf(run: Run, recovering: boolean): MigrationState {
  switch (run.phase) {
    case 'rolled-back':
    case 'completed':
    case 'stuck':
      return run.phase;
    case 'break-glass':
      return 'rolled-back-break-glass';
    case 'rolling-back':
      return recovering ? 'recovering' : 'rolling-back';
    case 'parked':
      return recovering ? 'recovering' : run.paused ? 'paused' : 'waiting-for-approval';
    case 'holding':
      return recovering ? 'recovering' : run.paused ? 'paused' : 'holding';
    case 'going':
      return recovering ? 'recovering' : run.paused ? 'paused' : 'running';
  }
}

/** What happens next, and when, as far as that is known. */
function next(run: Run): { readonly what: Finding; readonly at?: number } | undefined {
  const step = currentStep(run);
  switch (run.phase) {
    case 'rolled-back':
    case 'completed':
    case 'stuck':
    case 'break-glass':
      return undefined;
    case 'rolling-back':
      return { what: finding('MIG027', { share: 0 }) };
    case 'parked':
    case 'holding':
      return run.why === undefined ? undefined : { what: run.why };
    case 'going': {
      if (step === undefined) return undefined;
      if (step.kind === 'shift' && run.part === 'verify') {
        return { what: finding('MIG025', { phase: step.phase, share: step.share }), at: run.since + step.hold };
      }
      return { what: finding('MIG026', { step: step.id }) };
    }
  }
}

/** What a step waits to write is not asked for yet. */
function inForce(run: Run, phase: string): number {
  const step = currentStep(run);
  const waits = run.part === 'do' && (run.phase === 'parked' || run.phase === 'holding');
  if (waits && step?.kind === 'shift' && step.phase === phase) return shareBefore(run.plan, step);
  return run.shares[phase] ?? 0;
}
