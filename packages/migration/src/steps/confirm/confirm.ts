/** After the last shift: the switch holds what was asked for, phase by phase, and nothing arrives where it must not. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { PlainStep } from '../../plan/plan.ts';
import { staleOutcome } from '../back/write.ts';
import { done, failed, type StepKind } from '../step.ts';
import { since } from '../watch/counts.ts';
import { remembered, toJson } from '../watch/memory.ts';
import { look, withBase } from '../watch/observe.ts';

/** Milliseconds over which a phase at 100 % must be quiet on the old side. */
const quiet = 1000;
const every = 200;
/** Milliseconds that requests under way may take to end. */
const patience = 30_000;

export const confirm: StepKind<PlainStep> = {
  do: async () => done(),

  async verify(context) {
    const { world, plan, facts, shares, signal, now, generation } = context;
    const held = await world.switch(plan).read(signal);
    if (!held.ok) return { kind: 'hold', after: every, why: held.error.finding };
    if (held.value.generation > generation) return staleOutcome(context, held.value);
    const wrong = Object.entries(shares).find(([phase, share]) => held.value.shares[phase] !== share);
    if (wrong !== undefined) {
      return failed(finding('MIG013', { phase: wrong[0], share: wrong[1], found: held.value.shares[wrong[0]] ?? 0 }));
    }
    const seen = await look(world.counters(plan, facts), signal);
    const { edge } = seen;
    if (edge === undefined) return { kind: 'hold', after: every, why: finding('MIG008', { counter: 'edge' }) };
    const memory = withBase(remembered(context.memory), seen);
    const from = memory.base.edge;
    if (from === undefined || now - from.at < quiet) return { kind: 'again', after: every, memory: toJson(memory) };
    const left = plan.phases.find(({ name }) => shares[name] === 100 && (since(from, edge, name, 'old') ?? 0) > 0);
    if (left === undefined) return done();
    const requests = since(from, edge, left.name, 'old') ?? 0;
    if (now - context.since > patience) return failed(finding('MIG021', { phase: left.name, requests }));
    // Counted when they end: these may have begun before the last shift. The quiet second begins anew.
    return { kind: 'again', after: every, memory: toJson(withBase(remembered(undefined), seen)) };
  },

  undo: async () => done(),
};
