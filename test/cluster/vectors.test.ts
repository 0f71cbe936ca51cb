/**
 * Vectors through the real control plane: every case is judged by istioctl, the API server and istiod, and answered by the
 * Envoy that it programs. `floors.json` holds for each run what it must reach (per cent of requests); a sample of all
 * families keeps the time in bounds, `make vectors` runs them all.
 */
import { describe, expect, test } from 'vitest';
import { patience, percent, run } from '../vectors/command.ts';
import all from '../vectors/floors.json' with { type: 'json' };

interface Floor {
  readonly set: string;
  readonly through: string;
  readonly allow: readonly string[];
  /** What happens to secrets that the target takes inline only; without it what the target does by default. */
  readonly secrets?: string;
  /** A sample: every Nth case. */
  readonly every: number;
  /** Cases. */
  readonly unserved: number;
  readonly decision: number;
  readonly unannounced: number;
}
const floors: readonly Floor[] = all.cluster;
const missing = process.env['BANYAN_CLUSTER_MISSING'];

describe('through istiod and a stock Envoy', () => {
  for (const { set, through, allow, secrets, every, unserved, decision, unannounced } of floors) {
    const name = `every object of ${set} through ${through} (${['plain', ...allow, ...(secrets === undefined ? [] : [`secrets ${secrets}`])].join(', ')}) is accepted, decisions agree as ever`;
    test(name, { timeout: patience }, async (context) => {
      if (missing !== undefined) context.skip(missing);
      const options = [
        ...allow.flatMap((name) => ['--allow', name]),
        ...(secrets === undefined ? [] : ['--secrets', secrets]),
        '--every',
        String(every),
      ];
      const summary = await run(`${set}.jsonl`, through, ...options);
      expect(summary.unserved).toBeLessThanOrEqual(unserved);
      expect(percent(summary.decision, summary)).toBeGreaterThanOrEqual(decision);
      expect(percent(summary.unannounced, summary)).toBeLessThanOrEqual(unannounced);
    });
  }
});
