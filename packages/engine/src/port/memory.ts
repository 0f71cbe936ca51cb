/** An engine in memory with virtual time: for tests of everything above the port, including deaths at any moment. */
import { ok } from '@banyan/core/result.ts';
import type { Handler, Port, Turn } from './port.ts';

/** Where a process may die: before an effect, after it but before its result is kept, or before the turn's end is kept. */
export type Moment = 'before-effect' | 'after-effect' | 'before-end';

export interface MemoryOptions {
  /** Milliseconds since the epoch at which the virtual clock begins. */
  readonly start: number;
  /** Whether the process dies at this moment; the turn is then replayed from what was kept. */
  readonly dies?: (moment: Moment, key: string) => boolean;
}

interface Waiting<M> {
  readonly at: number;
  readonly order: number;
  readonly key: string;
  readonly message: M;
}

class Death extends Error {}
class Interrupted extends Error {}

export interface MemoryEngine<S, M> extends Port<S, M> {
  /** The virtual clock. */
  now(): number;
  /** Handles messages until none is due before `until`, or none is left. */
  advance(until: number): Promise<void>;
  /** How many messages wait, also far ahead. */
  waiting(): number;
}

export function createMemoryEngine<S, M>(handler: Handler<S, M>, options: MemoryOptions): MemoryEngine<S, M> {
  const states = new Map<string, S>();
  const dies = options.dies ?? (() => false);
  let clock = options.start;
  let order = 0;
  let queue: Waiting<M>[] = [];
  const running = new Map<string, AbortController>();
  const put = (key: string, message: M, at: number): void => {
    queue.push({ at, order: order++, key, message });
  };

  /** One attempt of a turn; `journal` holds the results kept by earlier attempts. */
  async function attempt(next: Waiting<M>, journal: unknown[], stop: AbortController): Promise<void> {
    let position = 0;
    let saved: S | undefined;
    const scheduled: { message: M; after: number }[] = [];
    const keep = async <T>(make: () => Promise<T>): Promise<T> => {
      const index = position++;
      // A replayed result was made by the same line of the same turn, so it has the type that the line expects.
      if (index < journal.length) return journal[index] as T;
      const made = await make();
      if (stop.signal.aborted) throw new Interrupted();
      // As a real engine does: what is kept is what survives being written down.
      const kept = made === undefined ? made : (JSON.parse(JSON.stringify(made)) as T);
      journal.push(kept);
      return kept;
    };
    const turn: Turn<S, M> = {
      key: next.key,
      state: states.get(next.key),
      now: () => keep(async () => clock),
      effect: (name, run) =>
        keep(async () => {
          if (dies('before-effect', next.key)) throw new Death(name);
          const made = await run(stop.signal);
          if (dies('after-effect', next.key)) throw new Death(name);
          return made;
        }),
      save: (state) => {
        saved = state;
      },
      schedule: (message, after) => {
        scheduled.push({ message, after });
      },
    };
    await handler(turn, next.message);
    if (stop.signal.aborted) throw new Interrupted();
    if (dies('before-end', next.key)) throw new Death('end');
    if (saved !== undefined) states.set(next.key, JSON.parse(JSON.stringify(saved)) as S);
    for (const { message, after } of scheduled) put(next.key, message, clock + after);
  }

  async function handle(next: Waiting<M>): Promise<void> {
    const journal: unknown[] = [];
    const stop = new AbortController();
    running.set(next.key, stop);
    try {
      for (;;) {
        try {
          return await attempt(next, journal, stop);
        } catch (error) {
          if (error instanceof Interrupted) return;
          if (!(error instanceof Death)) throw error;
          clock += 1;
        }
      }
    } finally {
      running.delete(next.key);
    }
  }

  return {
    now: () => clock,
    waiting: () => queue.length,
    async send(key, message) {
      put(key, message, clock);
      return ok(undefined);
    },
    async interrupt(key, message) {
      running.get(key)?.abort();
      put(key, message, clock);
      return ok(undefined);
    },
    async read(key) {
      return ok(states.get(key));
    },
    async advance(until) {
      for (;;) {
        queue.sort((a, b) => a.at - b.at || a.order - b.order);
        const [next] = queue;
        if (next === undefined || next.at > until) break;
        queue = queue.slice(1);
        clock = Math.max(clock, next.at);
        await handle(next);
      }
      clock = Math.max(clock, until);
    },
  };
}
