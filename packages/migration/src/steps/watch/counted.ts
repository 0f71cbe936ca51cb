/** What a step that is over counted by phase and side, added to what those before it did: availability is that of the whole run. */
import type { Tally } from '@banyan/traffic/gates/judge.ts';
import { movement } from '@banyan/traffic/gates/window.ts';
import type { Facts } from '../facts.ts';
import type { StepContext } from '../step.ts';
import type { WatchMemory } from './memory.ts';

export function counted({ plan, facts }: StepContext, { edge }: WatchMemory): Facts {
  const from = edge[0]?.at ?? 0;
  const to = edge.at(-1)?.at ?? 0;
  const nothing: Tally = { requests: 0, errors: 0 };
  const phases = plan.phases.map(({ name }) => {
    const before = facts.counted?.[name];
    const added = (side: 'old' | 'new'): Tally => {
      const { requests, errors } = movement(edge, name, side, from, to).counters;
      const earlier = before?.[side] ?? nothing;
      return { requests: earlier.requests + requests, errors: earlier.errors + errors };
    };
    return [name, { old: added('old'), new: added('new') }] as const;
  });
  return { counted: Object.fromEntries(phases) };
}
