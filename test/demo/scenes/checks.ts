/** Checks that several scenes make. */
import type { MigrationEvent, MigrationView } from '@banyan/engine/client.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import type { Sample } from '../../load/sample.ts';
import type { Check } from '../outcome.ts';
import { shareOf, type Timeline } from '../timeline.ts';

/** Why it is where it is, in the words of the finding. */
const reason = ({ why }: MigrationView): string =>
  why === undefined ? '' : ` (${why.code}: ${describe(why, 'en').message})`;

export const stateIs = (view: MigrationView | undefined, state: MigrationView['state']): Check => ({
  what: `the migration is ${state.replaceAll('-', ' ')}`,
  holds: view?.state === state,
  seen: view === undefined ? 'no answer from banyan status' : `${view.state}${reason(view)}`,
});

/** Requests that went wrong, in words. */
export function described(samples: readonly Sample[]): string {
  const kinds = new Map<string, number>();
  for (const one of samples) {
    const kind = `${one.name} ${one.error ?? one.status}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].map(([kind, count]) => `${count} x ${kind}`).join(', ');
}

export function nothingFailed({ samples }: Timeline): Check {
  const failed = samples.filter((one) => !one.good);
  const seen =
    failed.length === 0
      ? `0 of ${samples.length}`
      : `${failed.length} of ${samples.length}: ${described(failed.slice(0, 200))}`;
  return { what: 'no request of a client failed', holds: samples.length > 0 && failed.length === 0, seen };
}

/** The share of the new pool in the requests that began within the last so many seconds. */
export function shareIs(timeline: Timeline, percent: number, seconds: number): Check {
  const from = (timeline.samples.at(-1)?.end ?? 0) - seconds * 1000;
  const share = shareOf(timeline.samples.filter((one) => one.start >= from && one.status !== 101));
  return {
    what: `at the end clients are answered by the new pool in ${percent} % of requests`,
    holds: share === percent,
    seen: share === undefined ? 'no answers' : `${share.toFixed(1)} %`,
  };
}

/** Shares that were written and then verified, in the order in which they were, by phase. */
function verified(events: readonly MigrationEvent[], phase: string): number[] {
  return events
    .filter((event) => event.kind === 'share-verified' && event.data['phase'] === phase)
    .map((event) => Number(event.data['desired']));
}

export const allStages = (events: readonly MigrationEvent[], phase: string, wanted: readonly number[]): Check => {
  const seen = [...new Set(verified(events, phase))];
  return {
    what: `${phase} went through ${wanted.join(', ')} %, each share verified`,
    holds: wanted.join() === seen.filter((share) => share > 0).join(),
    seen: seen.join(', ') || 'none',
  };
};
