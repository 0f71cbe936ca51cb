/**
 * Before a share rises, the source is read again: people go on deploying while a migration takes weeks. What was changed
 * since it was converted is not on the new side, so the migration stays where it is and shows what is different. Whoever
 * approves that very change takes everything back to the old side and begins again with it: converted, proved, shifted.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { ShiftStep } from '../../plan/plan.ts';
import type { SourceChange } from '../../world/world.ts';
import type { Json } from '../json.ts';
import { failed, type Outcome, type StepContext } from '../step.ts';
import { watchInUse } from '../watch/in-use.ts';
import { toJson } from '../watch/memory.ts';

/** Milliseconds between looks at the source, and at what is in use meanwhile. */
const every = 1000;

/** undefined when the source is what was converted. `before`: the context with the shares that are in force. */
export async function sourceOutcome(before: StepContext<ShiftStep>): Promise<Outcome | undefined> {
  const { world, plan, facts, signal, approved, memory } = before;
  const looked = await world.changed(plan, facts, signal);
  // Half-written, perhaps. It goes on by itself when the source can be read again.
  if (!looked.ok) return waiting(before, '', { kind: 'hold', why: looked.error });
  const change = looked.value;
  if (change === undefined) return undefined;
  // What is approved is what was shown: a change after that asks anew.
  if (approved && memberOf(memory, 'shown') === change.digest)
    return { kind: 'renew', why: finding('MIG038', { objects: objectsIn(change).length }) };
  return waiting(before, change.digest, { kind: 'park', why: finding('MIG037', inWords(change)) });
}

/** What is in use stays watched; the next look knows which change was shown. */
async function waiting(
  before: StepContext<ShiftStep>,
  shown: string,
  doubt: { readonly kind: 'hold' | 'park'; readonly why: Finding },
): Promise<Outcome> {
  const watched = await watchInUse({ ...before, memory: memberOf(before.memory, 'watched') });
  if (watched?.failure !== undefined) return failed(watched.failure, watched.notes);
  const memory = { shown, watched: watched === undefined ? null : toJson(watched.memory) };
  return { ...doubt, after: every, memory, notes: watched?.notes ?? [] };
}

const objectsIn = ({ added, changed, removed }: SourceChange): readonly string[] => [
  ...changed.map((name) => `~ ${name}`),
  ...added.map((name) => `+ ${name}`),
  ...removed.map((name) => `- ${name}`),
];

/** So many are named; the others are counted. */
const named = 12;

function inWords(change: SourceChange): { readonly objects: string; readonly more: number } {
  const objects = objectsIn(change);
  return { objects: objects.slice(0, named).join(', '), more: Math.max(0, objects.length - named) };
}

function memberOf(memory: Json | undefined, name: string): Json | undefined {
  if (typeof memory !== 'object' || memory === null || Array.isArray(memory)) return undefined;
  return Object.entries(memory).find(([key]) => key === name)?.[1] ?? undefined;
}
