/** One attempt of the running part of a migration, on the world that it is given. */
import type { Json } from '@banyan/migration/steps/json.ts';
import { takeOver, verifyAgain, verifyBack, writeBack } from '@banyan/migration/steps/back/back.ts';
import { staleOutcome } from '@banyan/migration/steps/back/write.ts';
import { runPart } from '@banyan/migration/steps/kinds.ts';
import type { Outcome, StepContext } from '@banyan/migration/steps/step.ts';
import type { World } from '@banyan/migration/world/world.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { currentStep, type Run } from '../run/run.ts';
import { guarded } from '../run/turn.ts';

/** Milliseconds that one attempt may take; starting a gateway may need most of it. */
const limit = 60_000;

export function attemptOn(
  world: World,
): (run: Run, memory: Json | undefined, now: number, signal: AbortSignal) => Promise<Outcome> {
  return (run, memory, now, signal) => {
    const step = currentStep(run);
    if (step === undefined) return Promise.resolve({ kind: 'failed', why: finding('ENG009', { what: 'no step' }) });
    const { plan, facts, shares, generation, since, approved } = run;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
    const context: StepContext = {
      plan,
      step,
      facts,
      shares,
      generation,
      since,
      now,
      memory,
      approved,
      world,
      signal: bounded,
    };
    return guarded(() => attempt(run, context), signal);
  };
}

function attempt(run: Run, context: StepContext): Promise<Outcome> {
  switch (run.part) {
    case 'do':
    case 'verify':
    case 'undo':
      return watched(run.part, context);
    case 'write-back':
      return writeBack(context);
    case 'verify-back':
      return verifyBack(context);
    case 'verify-again':
      return verifyAgain(context);
    case 'take-over':
      return takeOver(context);
  }
}

/** Once there is an edge, nothing goes on behind the back of somebody who has written it with a higher generation. */
async function watched(part: 'do' | 'verify' | 'undo', context: StepContext): Promise<Outcome> {
  const { facts, plan, signal, world, generation } = context;
  if (facts.edge !== undefined && part !== 'undo') {
    const held = await world.switch(plan).read(signal);
    if (held.ok && held.value.generation > generation) return staleOutcome(context, held.value);
  }
  return runPart(part, context);
}
