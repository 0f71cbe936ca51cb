/** Waits until a side has had no request for a second. Requests count when they end, so some may have begun before. */
import { finding } from '@banyan/core/finding/finding.ts';
import { done, type Outcome, type StepContext } from '../step.ts';
import { answers, arrived, look } from '../watch/look.ts';
import { remembered, toJson } from '../watch/memory.ts';

/** Milliseconds without a request. */
const quiet = 1000;
const every = 200;
/** Milliseconds that requests under way may take to end; streams are cut before. */
const patience = 30_000;

/** `failure` says what it means when requests go on arriving. */
export async function untilQuiet(
  context: StepContext,
  side: 'old' | 'new',
  phases: readonly string[],
  failure: (phase: string, requests: number) => Outcome,
): Promise<Outcome> {
  const seen = await look(context, remembered(context.memory));
  if (!answers(seen.edge)) return { kind: 'hold', after: every, why: finding('MIG008', { counter: 'edge' }) };
  const from = seen.edge[0]?.at ?? context.now;
  const to = seen.edge.at(-1)?.at ?? context.now;
  const busy = phases
    .map((phase) => ({ phase, requests: arrived(seen, phase, side, from, to) }))
    .find(({ requests }) => requests > 0);
  if (busy === undefined) return to - from < quiet ? { kind: 'again', after: every, memory: toJson(seen) } : done();
  if (context.now - context.since > patience) return failure(busy.phase, busy.requests);
  // The quiet second begins anew.
  return { kind: 'again', after: every, memory: toJson({ ...seen, edge: seen.edge.slice(-1) }) };
}
