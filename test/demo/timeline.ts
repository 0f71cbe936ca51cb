/** Samples of one scene, second by second: what the live view and the charts show. */
import { figures, percentile, type Sample } from '../load/sample.ts';

export interface Second {
  /** Seconds since the scene began. */
  readonly at: number;
  readonly requests: number;
  /** Percent that the new pool answered, of those that any pool answered. */
  readonly share: number | undefined;
  readonly failed: number;
  /** Milliseconds. */
  readonly p95: number | undefined;
}

export interface Mark {
  readonly at: number;
  readonly text: string;
}

export interface Timeline {
  add(sample: Sample): void;
  /** Something that happened, to be shown in the chart. */
  mark(text: string): void;
  readonly samples: readonly Sample[];
  readonly marks: readonly Mark[];
  seconds(): readonly Second[];
  /** The share of the new pool in the last so many milliseconds. */
  recent(milliseconds: number): ReturnType<typeof figures> & { readonly share: number | undefined };
}

const now = (): number => performance.timeOrigin + performance.now();

export function shareOf(samples: readonly Sample[]): number | undefined {
  const known = samples.filter((one) => one.side !== '');
  const fresh = known.filter((one) => one.side === 'new').length;
  return known.length === 0 ? undefined : (100 * fresh) / known.length;
}

export function createTimeline(): Timeline {
  const began = now();
  const samples: Sample[] = [];
  const marks: Mark[] = [];
  return {
    samples,
    marks,
    add: (sample) => samples.push(sample),
    mark: (text) => marks.push({ at: (now() - began) / 1000, text }),
    seconds() {
      const groups: Sample[][] = [];
      for (const sample of samples) {
        const at = Math.max(Math.floor((sample.end - began) / 1000), 0);
        const group = (groups[at] ??= []);
        group.push(sample);
      }
      return Array.from(groups, (group: Sample[] | undefined, at) => {
        const all = group ?? [];
        const sorted = all.map((one) => one.end - one.start).sort((a, b) => a - b);
        return {
          at,
          requests: all.length,
          share: shareOf(all),
          failed: all.filter((one) => !one.good).length,
          p95: percentile(sorted, 0.95),
        };
      });
    },
    recent(milliseconds) {
      const from = now() - milliseconds;
      const latest: Sample[] = [];
      for (let at = samples.length - 1; at >= 0; at -= 1) {
        const sample = samples[at];
        if (sample === undefined || sample.end < from) break;
        latest.push(sample);
      }
      return { ...figures(latest), share: shareOf(latest) };
    },
  };
}
