/** What an event makes of the state. Pure, and the only way in which the state changes. */
import type { StepState } from '../client.ts';
import type { Event } from './event.ts';
import { type Part, type Run, type StepRecord, takenBack } from './run.ts';

/** Folds events over a state; undefined before the first `started`. */
export function fold(run: Run | undefined, events: readonly Event[]): Run | undefined {
  return events.reduce<Run | undefined>((state, event) => evolve(state, event), run);
}

export function evolve(run: Run | undefined, event: Event): Run | undefined {
  if (event.kind === 'started') return begin(event);
  if (run === undefined) return undefined;
  return { ...change(run, event), seq: event.seq, updatedAt: event.at };
}

function begin(event: Extract<Event, { kind: 'started' }>): Run {
  return {
    plan: event.plan,
    seq: event.seq,
    generation: event.generation,
    phase: 'going',
    paused: false,
    cursor: 0,
    part: 'do',
    since: event.at,
    repeated: 0,
    approved: false,
    facts: {},
    shares: event.shares,
    observed: {},
    gates: [],
    steps: event.plan.steps.map(() => ({ state: 'planned' })),
    startedAt: event.at,
    updatedAt: event.at,
  };
}

const enter = (part: Part, event: Event): Pick<Run, 'part' | 'since'> => ({ part, since: event.at });

function change(run: Run, event: Event): Run {
  switch (event.kind) {
    case 'started':
      return run;
    case 'step-began': {
      const cursor = run.plan.steps.findIndex((step) => step.id === event.step);
      const steps = mark(run, cursor, { state: 'running', startedAt: event.at });
      const { why: _, ...rest } = run;
      const { generation, shares } = event;
      const fresh = { approved: false, gates: [], phase: 'going' } as const;
      return {
        ...rest,
        ...enter('do', event),
        ...fresh,
        cursor,
        steps,
        generation,
        shares,
        observed: stillTrue(run, shares),
      };
    }
    case 'step-acted':
      return { ...run, ...enter('verify', event), facts: event.facts };
    case 'step-done':
      return { ...run, facts: event.facts, steps: mark(run, run.cursor, ended('done', event)) };
    case 'step-held': {
      const state = run.phase === 'rolling-back' ? run.phase : 'holding';
      const record = {
        ...run.steps[run.cursor],
        detail: event.why,
        state: state === 'holding' ? 'holding' : 'undoing',
      } as const;
      return { ...run, phase: state, why: event.why, steps: mark(run, run.cursor, record) };
    }
    case 'step-released': {
      const { why: _, ...rest } = run;
      return { ...rest, phase: 'going', steps: mark(run, run.cursor, running(run)) };
    }
    case 'step-failed':
      return { ...run, why: event.why, steps: mark(run, run.cursor, { ...ended('failed', event), detail: event.why }) };
    case 'step-undone':
      return {
        ...run,
        facts: event.facts,
        cursor: run.cursor - 1,
        since: event.at,
        steps: mark(run, run.cursor, ended('undone', event)),
      };
    case 'approval-asked': {
      const record = { ...running(run), state: 'parked', detail: event.why } as const;
      // What was approved before is something else.
      return { ...run, phase: 'parked', approved: false, why: event.why, steps: mark(run, run.cursor, record) };
    }
    case 'approved': {
      const { why: _, ...rest } = run;
      return { ...rest, phase: 'going', approved: true, steps: mark(run, run.cursor, running(run)) };
    }
    case 'carried-by':
      return { ...run, banyan: event.banyan };
    case 'paused':
      return { ...run, paused: true };
    case 'resumed':
      if (run.phase === 'break-glass') return { ...run, ...enter('take-over', event), phase: 'going', paused: false };
      return { ...run, paused: false, phase: run.phase === 'stuck' ? phaseOf(run) : run.phase };
    case 'rollback-began': {
      const part = event.by === 'write' ? 'write-back' : 'undo';
      const steps = run.steps.map((step, index) =>
        run.plan.steps[index]?.phase !== undefined && step.state !== 'planned' && step.state !== 'failed'
          ? { ...step, state: 'undoing' as const }
          : step,
      );
      const { generation, shares, why } = event;
      const fresh = { paused: false, repeated: 0, gates: run.gates, phase: 'rolling-back' } as const;
      const { again: _, ...rest } = run;
      return {
        ...rest,
        ...(event.again === undefined ? {} : { again: event.again }),
        ...enter(part, event),
        ...fresh,
        steps,
        generation,
        shares,
        why,
        observed: stillTrue(run, shares),
      };
    }
    case 'rollback-written':
      return { ...run, ...enter('verify-back', event) };
    case 'rollback-verified':
      return { ...run, ...enter('verify-again', event) };
    case 'rollback-repeated':
      return { ...run, ...enter('write-back', event), repeated: run.repeated + 1, generation: event.generation };
    case 'rolled-back':
      return {
        ...run,
        phase: 'rolled-back',
        steps: run.steps.map((step) => (step.state === 'undoing' ? { ...step, ...ended('undone', event) } : step)),
      };
    case 'break-glass-seen':
      return {
        ...run,
        phase: 'break-glass',
        paused: false,
        steps: takenBack(run, event.at),
        why: event.why,
        generation: event.generation,
        shares: event.shares,
      };
    case 'taken-over': {
      const steps = run.steps.map((step, index): StepRecord => (index >= event.cursor ? { state: 'planned' } : step));
      const { why: _, ...rest } = run;
      return { ...rest, cursor: event.cursor, generation: event.generation, steps };
    }
    case 'completed':
      return { ...run, phase: 'completed' };
    case 'stuck':
      return { ...run, phase: 'stuck', why: event.why };
    case 'share-observed':
    case 'share-verified':
      return { ...run, observed: { ...run.observed, [event.phase]: event.observed } };
    case 'gate-judged':
      return { ...run, gates: event.judgements };
    case 'share-written':
    case 'noted':
      return run;
  }
}

/** What was measured before a phase's share was changed says nothing about the time after it. */
function stillTrue(run: Run, shares: Run['shares']): Run['observed'] {
  return Object.fromEntries(Object.entries(run.observed).filter(([phase]) => shares[phase] === run.shares[phase]));
}

const phaseOf = (run: Run): Run['phase'] => (run.part === 'do' || run.part === 'verify' ? 'going' : 'rolling-back');
const ended = (state: StepState, event: Event): StepRecord => ({ state, endedAt: event.at });

/** The running step's record without what held it. */
function running(run: Run): StepRecord {
  const { detail: _, ...rest } = run.steps[run.cursor] ?? { state: 'running' as const };
  return { ...rest, state: 'running' };
}

/** Replaces a step's record; the moment it began stays. */
function mark(run: Run, index: number, record: StepRecord): readonly StepRecord[] {
  return run.steps.map((step, at) =>
    at === index ? { ...(step.startedAt === undefined ? {} : { startedAt: step.startedAt }), ...record } : step,
  );
}
