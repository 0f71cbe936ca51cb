/** What a migration's history must show, however often processes died meanwhile. Pure. */
import type { Plan, ShiftStep } from '@banyan/migration/plan/plan.ts';
import type { Event } from '../run/event.ts';

export interface Breaches {
  /** A share was left without having been written, verified, held and judged. */
  readonly gatesSkipped: readonly string[];
  /** Steps out of order, numbers missing, generations that do not rise. */
  readonly disorder: readonly string[];
}

export function judgeHistory(plan: Plan, events: readonly Event[]): Breaches {
  const gatesSkipped: string[] = [];
  const disorder: string[] = [];
  events.forEach((event, index) => {
    if (event.seq !== index + 1) disorder.push(`${plan.name}: event ${index + 1} has number ${event.seq}`);
  });
  const began = events.flatMap((event) => (event.kind === 'step-began' ? [event.step] : []));
  const expected = plan.steps.map(({ id }) => id).slice(0, began.length);
  if (began.join() !== expected.join()) disorder.push(`${plan.name}: steps began as ${began.join(' ')}`);
  const generations = events.flatMap((event) => (event.kind === 'share-written' ? [event.generation] : []));
  if (generations.some((value, index) => value < (generations[index - 1] ?? 0))) {
    disorder.push(`${plan.name}: generations ${generations.join(' ')}`);
  }
  for (const step of plan.steps) {
    if (step.kind !== 'shift') continue;
    const problem = skipped(step, events);
    if (problem !== undefined) gatesSkipped.push(`${plan.name} ${step.id}: ${problem}`);
  }
  return { gatesSkipped, disorder };
}

/** Only a step that was left forwards can have skipped something. */
function skipped(step: ShiftStep, events: readonly Event[]): string | undefined {
  const end = events.findIndex((event) => event.kind === 'step-done' && event.step === step.id);
  if (end < 0) return undefined;
  const start = events.findIndex((event) => event.kind === 'step-began' && event.step === step.id);
  const within = events.slice(start, end);
  const written = within.find((event) => event.kind === 'share-written' && event.shares[step.phase] === step.share);
  if (written === undefined) return 'the share was not written';
  const acted = within.find((event) => event.kind === 'step-acted');
  const held = (events[end]?.at ?? 0) - (acted?.at ?? 0);
  if (acted === undefined || held < step.hold) return `held for ${held} ms instead of ${step.hold} ms`;
  if (!within.some((event) => event.kind === 'share-verified' && event.desired === step.share)) return 'not verified';
  const last = within.findLast((event) => event.kind === 'gate-judged');
  const judged = last?.kind === 'gate-judged' ? last.judgements : [];
  for (const gate of step.gates) {
    const own = judged.filter((one) => one.gate === gate.name);
    if (own.length < gate.thresholds.length) return `gate ${gate.name} was not judged`;
    if (own.some(({ verdict }) => verdict !== 'pass')) return `gate ${gate.name} did not pass`;
  }
  return undefined;
}
