/** What a message makes happen. Pure. A message that does not fit the state makes nothing happen. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Happening } from './event.ts';
import type { Message } from './message.ts';
import { allBack, currentStep, edgeInFront, isOver, type Run } from './run.ts';

export function receive(run: Run | undefined, message: Message): readonly Happening[] {
  if (message.kind === 'begin') return begin(run, message);
  if (run === undefined) return [];
  switch (message.kind) {
    case 'tick':
    case 'nudge':
      return [];
    case 'approve': {
      const step = currentStep(run);
      if (run.phase !== 'parked' || step === undefined) return [];
      const reason = message.reason === undefined ? {} : { reason: message.reason };
      return [{ kind: 'approved', step: step.id, who: message.who, ...reason }];
    }
    case 'pause':
      return isOver(run) || run.phase === 'rolling-back' || run.paused ? [] : [{ kind: 'paused' }];
    case 'resume':
      return resume(run, message);
    case 'rollback':
      return turnBack(run, message.why);
  }
}

function resume(run: Run, { glass }: Extract<Message, { kind: 'resume' }>): readonly Happening[] {
  if (glass !== undefined && glass.generation > run.generation && run.phase !== 'break-glass') {
    const { generation, why } = glass;
    return [{ kind: 'break-glass-seen', why, generation, shares: allBack(run) }, { kind: 'resumed' }];
  }
  return run.paused || run.phase === 'break-glass' || run.phase === 'stuck' ? [{ kind: 'resumed' }] : [];
}

/**
 * The same name may begin again once it has been rolled back; generations go on rising. A completed one carries traffic:
 * it would have to be rolled back first.
 */
function begin(run: Run | undefined, message: Extract<Message, { kind: 'begin' }>): readonly Happening[] {
  if (run !== undefined && run.phase !== 'rolled-back') return [];
  return beginning(run, message.plan);
}

/** Once everything is back. */
export const beginAgain = (run: Run): readonly Happening[] => beginning(run, run.plan);

function beginning(run: Run | undefined, plan: Run['plan']): readonly Happening[] {
  const generation = (run?.generation ?? 0) + 1;
  const shares = Object.fromEntries(plan.phases.map((phase) => [phase.name, 0]));
  const [first] = plan.steps;
  if (first === undefined) return [];
  return [
    { kind: 'started', plan, generation, shares },
    { kind: 'step-began', step: first.id, generation, shares },
  ];
}

/** A rollback, after which it may begin `again`: possible from everywhere except where it has been done, also after the end. */
export function turnBack(run: Run, why: Finding, again = false): readonly Happening[] {
  // Somebody may think better of beginning again while everything goes back.
  const stays = run.phase === 'rolling-back' && run.again === true && !again;
  const late = run.phase === 'rolling-back' || run.phase === 'rolled-back' || run.phase === 'break-glass';
  if (late && !stays) return [];
  const by = edgeInFront(run) ? 'write' : 'undo';
  return [
    {
      kind: 'rollback-began',
      why,
      generation: run.generation + 1,
      shares: allBack(run),
      by,
      ...(again ? { again } : {}),
    },
  ];
}
