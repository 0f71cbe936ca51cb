/** What the outcome of an attempt makes happen, and when the next attempt is due. Pure. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Json } from '@banyan/migration/steps/json.ts';
import type { Outcome } from '@banyan/migration/steps/step.ts';
import type { Happening } from './event.ts';
import { beginAgain, turnBack } from './receive.ts';
import { currentStep, type Run } from './run.ts';

export interface Settled {
  readonly happened: readonly Happening[];
  /** Milliseconds until the next attempt. */
  readonly after: number;
  /** Handed to the next attempt of the same part. */
  readonly memory: Json | undefined;
}

/** How often the way back is begun again before a human is asked. */
const patience = 5;
/** Milliseconds between looks while paused and everything is well. */
const pausedEvery = 1000;

export function settle(run: Run, outcome: Outcome): Settled {
  const notes = outcome.notes ?? [];
  const { happened, after, memory } = decide(run, outcome);
  return { happened: [...notes, ...happened], after, memory };
}

function decide(run: Run, outcome: Outcome): Settled {
  const step = currentStep(run);
  const going = (happened: readonly Happening[], after = 0): Settled => ({ happened, after, memory: undefined });
  switch (outcome.kind) {
    case 'stale': {
      const { generation, shares } = outcome.found;
      return going([{ kind: 'break-glass-seen', why: outcome.why, generation, shares }]);
    }
    case 'again':
      return { happened: released(run), after: outcome.after, memory: outcome.memory };
    case 'hold':
      return { happened: held(run, outcome.why), after: outcome.after, memory: outcome.memory };
    case 'park': {
      const asked: readonly Happening[] =
        run.phase === 'parked' || step === undefined
          ? []
          : [{ kind: 'approval-asked', step: step.id, why: outcome.why }];
      return { happened: asked, after: outcome.after ?? Number.POSITIVE_INFINITY, memory: outcome.memory };
    }
    case 'renew':
      return going(turnBack(run, outcome.why, true));
    case 'failed':
      return going(failure(run, outcome.why));
    case 'done':
      return success(run, outcome);
  }
}

/** `hold` is told once for each reason, not at every look. */
function held(run: Run, why: Finding): readonly Happening[] {
  const step = currentStep(run);
  if (step === undefined || (run.why?.code === why.code && run.steps[run.cursor]?.detail?.code === why.code)) return [];
  return [{ kind: 'step-held', step: step.id, why }];
}

function released(run: Run): readonly Happening[] {
  const step = currentStep(run);
  return (run.phase === 'holding' || run.phase === 'parked') && step !== undefined
    ? [{ kind: 'step-released', step: step.id }]
    : [];
}

function failure(run: Run, why: Finding): readonly Happening[] {
  const step = currentStep(run);
  switch (run.part) {
    case 'do':
    case 'verify': {
      const failed: readonly Happening[] = step === undefined ? [] : [{ kind: 'step-failed', step: step.id, why }];
      return [...failed, ...turnBack(run, why)];
    }
    case 'write-back':
    case 'verify-back':
    case 'verify-again':
      if (run.repeated >= patience) return [{ kind: 'stuck', why }];
      return [{ kind: 'rollback-repeated', why, generation: run.generation + 1 }];
    case 'undo':
    case 'take-over':
      return [{ kind: 'stuck', why }];
  }
}

function success(run: Run, outcome: Extract<Outcome, { kind: 'done' }>): Settled {
  const facts = { ...run.facts, ...outcome.facts };
  const step = currentStep(run);
  const then = (happened: readonly Happening[]): Settled => ({ happened, after: 0, memory: undefined });
  switch (run.part) {
    case 'do':
      return step === undefined
        ? then([{ kind: 'stuck', why: outOfSteps(run) }])
        : {
            happened: [...released(run), { kind: 'step-acted', step: step.id, facts }],
            after: 0,
            memory: outcome.memory,
          };
    case 'verify': {
      // Stays and looks again: a pause stops the next step, not the watch over this one.
      if (run.paused) return { happened: released(run), after: pausedEvery, memory: outcome.memory };
      return then([...released(run), ...next(run, facts)]);
    }
    case 'write-back':
      return then([{ kind: 'rollback-written', generation: run.generation }]);
    case 'verify-back':
      return then([{ kind: 'rollback-verified' }]);
    case 'verify-again':
      return then([{ kind: 'rolled-back' }, ...(run.again ? beginAgain(run) : [])]);
    case 'undo': {
      const undone: readonly Happening[] =
        step === undefined ? [] : [{ kind: 'step-undone', step: step.id, facts: outcome.facts ?? run.facts }];
      return then(run.cursor <= 0 ? [...undone, { kind: 'rolled-back' }] : undone);
    }
    case 'take-over':
      return then(takeOver(run, outcome));
  }
}

const outOfSteps = (run: Run): Finding => run.why ?? { code: 'ENG009', level: 'error', params: { what: 'cursor' } };

/** The step is done: the next one begins, or the migration is complete. */
function next(run: Run, facts: Run['facts']): readonly Happening[] {
  const step = currentStep(run);
  if (step === undefined) return [{ kind: 'stuck', why: outOfSteps(run) }];
  const over: Happening = { kind: 'step-done', step: step.id, facts };
  const following = run.plan.steps[run.cursor + 1];
  return following === undefined ? [over, { kind: 'completed' }] : [over, began(run, following)];
}

/** Every share that is asked for has a generation of its own. */
function began(run: Run, step: NonNullable<ReturnType<typeof currentStep>>): Happening {
  if (step.kind !== 'shift')
    return { kind: 'step-began', step: step.id, generation: run.generation, shares: run.shares };
  return {
    kind: 'step-began',
    step: step.id,
    generation: run.generation + 1,
    shares: { ...run.shares, [step.phase]: step.share },
  };
}

/** After a rollback around the engine everything is at 0 %: it goes on from the first step that moves traffic. */
function takeOver(run: Run, outcome: Extract<Outcome, { kind: 'done' }>): readonly Happening[] {
  const found = typeof outcome.memory === 'number' ? outcome.memory : run.generation;
  const cursor = run.plan.steps.findIndex((step) => step.phase !== undefined);
  const step = run.plan.steps[cursor];
  if (step === undefined) return [{ kind: 'stuck', why: outOfSteps(run) }];
  const generation = Math.max(found, run.generation) + 1;
  return [{ kind: 'taken-over', generation, cursor }, began({ ...run, generation }, step)];
}
