/** A world with virtual traffic and virtual time, for laws that must hold however many processes die. */
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { World } from '@banyan/migration/world/world.ts';
import type { Counters, Reading, Side } from '@banyan/traffic/indicators/indicator.ts';
import type { Split } from '@banyan/traffic/switches/switch.ts';

export interface VirtualOptions {
  readonly now: () => number;
  readonly phases: readonly string[];
  /** Requests a second in each phase. */
  readonly rate: number;
  /** Part of the requests that fail on the new side while it has at least this share. */
  readonly failing?: { readonly from: number; readonly ratio: number };
  /** A step that cannot be done: starting one of these. */
  readonly broken?: 'old' | 'new' | 'edge';
  /** Digest of the source as it is now. */
  readonly source?: () => string;
  /** Witnesses are answered differently through the edge. */
  readonly noticed?: boolean;
}

export interface VirtualWorld extends World {
  /** What runs. */
  readonly running: ReadonlySet<string>;
  /** What the switch holds. */
  readonly split: () => Split;
  /** The counters begin anew, as those of a restarted process do. */
  restartCounters(): void;
  /** Writes around everything, as a rollback with the engine dead does. */
  force(split: Split): void;
}

export function virtualWorld(options: VirtualOptions): VirtualWorld {
  const running = new Set<string>();
  let split: Split = { shares: {}, generation: 0, author: 'nobody' };
  let until = options.now();
  let epoch = 1;
  const counts: Record<string, Record<Side, { requests: number; errors: number }>> = Object.fromEntries(
    options.phases.map((phase) => [phase, { old: { requests: 0, errors: 0 }, new: { requests: 0, errors: 0 } }]),
  );
  /** Lets the traffic of the time since the last look happen. */
  const flow = (): void => {
    const now = options.now();
    for (const phase of options.phases) {
      const all = ((now - until) / 1000) * options.rate;
      const share = (split.shares[phase] ?? 0) / 100;
      const sides = counts[phase];
      if (sides === undefined) continue;
      sides.old.requests += all * (1 - share);
      sides.new.requests += all * share;
      const bad = options.failing !== undefined && share * 100 >= options.failing.from ? options.failing.ratio : 0;
      sides.new.errors += all * share * bad;
    }
    until = now;
  };
  const countersOf = ({ requests, errors }: { readonly requests: number; readonly errors: number }): Counters => ({
    requests,
    errors,
    latency: [
      { atMost: 10, count: requests },
      { atMost: null, count: requests },
    ],
  });
  const reading = (wanted: readonly Side[]): Reading => {
    flow();
    const phases = Object.entries(counts).map(([phase, sides]) => [
      phase,
      Object.fromEntries(wanted.map((side) => [side, countersOf(sides[side])])),
    ]);
    // Made of the sides asked for.
    return { at: options.now(), epoch: String(epoch), phases: Object.fromEntries(phases) as Reading['phases'] };
  };
  const source = (name: string, sides: readonly Side[]) => ({ name, read: async () => ok(reading(sides)) });
  const seen = (body: string) => ok({ status: 200, headers: {}, body });
  return {
    running,
    split: () => split,
    restartCounters() {
      flow();
      epoch++;
      for (const sides of Object.values(counts)) {
        sides.old = { requests: 0, errors: 0 };
        sides.new = { requests: 0, errors: 0 };
      }
    },
    force(next) {
      flow();
      split = next;
    },
    convert: async () => ok({ folder: '/converted', digest: 'same', source: options.source?.() ?? 'same', closed: [] }),
    changed: async (_, facts) => {
      const digest = options.source?.() ?? 'same';
      const change = { digest, added: [], changed: ['routes/orders'], removed: [] };
      return ok(facts.source === undefined || facts.source === digest ? undefined : change);
    },
    async start(plane) {
      if (plane === options.broken) return err(finding('MIG015', { side: plane, reason: 'broken' }));
      running.add(plane);
      return ok({ address: `${plane}:1`, pid: 1 });
    },
    async stop(plane) {
      running.delete(plane);
      return ok(undefined);
    },
    switch: () => ({
      kind: 'virtual',
      limits: { granularity: 0.01, delay: { seconds: 0, reason: 'virtual' }, openStreams: 'none' },
      read: async () => ok(split),
      async write(next) {
        flow();
        const newer = next.generation > split.generation;
        const same =
          next.generation === split.generation && JSON.stringify(next.shares) === JSON.stringify(split.shares);
        if (!newer && !same) {
          const why = finding('ENG008', { found: split.generation, own: next.generation, author: split.author });
          return err({ kind: 'stale', found: split, finding: why });
        }
        split = next;
        return ok(split);
      },
    }),
    counters: () => ({
      edge: source('edge', ['old', 'new']),
      newGateway: source('new', ['new']),
      oldGateway: source('old', ['old']),
    }),
    witnesses: async () =>
      ok([{ route: 'orders', request: { method: 'GET', path: '/orders', host: null, headers: {} }, announced: [] }]),
    ask: async (address) => seen(options.noticed === true && address.startsWith('edge') ? 'other' : 'same'),
  };
}
