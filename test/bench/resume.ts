/** From kill -9 of worker, engine or both to the next line in the history of a migration that carries traffic. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../demo/stage.ts';
import { measure } from './migration.ts';
import { atMost, type Row } from './row.ts';

const victims = [['worker'], ['engine'], ['worker', 'engine']] as const;

type Children = Readonly<Partial<Record<'worker' | 'engine', number>>>;

function childrenOf(data: string): Children {
  // The supervisor's own account of whom it has started.
  const state = JSON.parse(readFileSync(join(data, 'supervisor.json'), 'utf8')) as { readonly children?: Children };
  return state.children ?? {};
}

/** Waits until the supervisor names living children, none of them one of `dead`. */
async function ready(
  data: string,
  names: readonly ('worker' | 'engine')[],
  dead: readonly number[] = [],
): Promise<readonly number[]> {
  const limit = performance.now() + 30_000;
  while (performance.now() < limit) {
    const children = childrenOf(data);
    const pids = names.flatMap((name) => children[name] ?? []);
    if (pids.length === names.length && pids.every((pid) => alive(pid) && !dead.includes(pid))) return pids;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return [];
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function resume(stage: Stage, rounds: number, say: (text: string) => void): Promise<Row[]> {
  const banyan = stage.banyan('resume');
  // The migration looks at its counters every thirtieth of the hold time; each look is a line in its history.
  const stages = Array.from({ length: 20 }, (_none, at) => ({ share: 20 + at, hold: '15s' }));
  const run = await measure(stage, banyan, { name: 'resume', stages, hold: '15s', rate: 100 });
  const times: number[] = [];
  try {
    await run.followed.first((event) => event.kind === 'share-verified', 60);
    for (let at = 0; at < rounds; at += 1) {
      const names = victims[at % victims.length] ?? ['worker'];
      const pids = await ready(banyan.data, names);
      const killed = Date.now();
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      // What a survivor still writes of the work that it had begun does not count.
      const again = pids.length === 0 ? [] : await ready(banyan.data, names, pids);
      const up = Date.now();
      const next = again.length === 0 ? undefined : await run.followed.first((event) => event.at > up, 30);
      const took = next === undefined ? undefined : next.at - killed;
      say(
        `kill -9 of ${names.join(' and ')}: ${took === undefined ? 'it did not go on' : `on again after ${took} ms`}`,
      );
      if (took !== undefined) times.push(took);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const worst = times.length === rounds ? Math.max(...times) / 1000 : undefined;
    const note = `worst of ${times.length} of ${rounds}, worker, engine and both in turn`;
    return [atMost('resume after kill -9', worst, 5, 's', note)];
  } finally {
    await run.end();
    await banyan.run(['engine', 'stop'], 10_000);
    await stage.clear(banyan);
  }
}
