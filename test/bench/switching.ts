/** Requests that fail because a share is switched: none, over all stages and a rollback. */
import type { Stage } from '../demo/stage.ts';
import { described } from '../demo/scenes/checks.ts';
import { measure } from './migration.ts';
import { atMost, reported, type Row } from './row.ts';

const rate = 400;

export async function switching(stage: Stage, requests: number, say: (text: string) => void): Promise<Row[]> {
  const banyan = stage.banyan('switching');
  const shares = [10, 25, 50, 75, 100];
  // The last share is held until the rollback comes.
  const stages = shares.map((share) => ({ share, hold: share === 100 ? '60s' : '6s' }));
  const run = await measure(stage, banyan, { name: 'switching', stages, hold: '6s', rate });
  try {
    const full = await run.followed.first(
      (event) => event.kind === 'share-verified' && event.data['desired'] === 100,
      180,
    );
    if (full === undefined) say(`not all stages: ${JSON.stringify(run.followed.events.slice(-3)).slice(0, 1500)}`);
    say(`all stages after ${run.samples.length} requests`);
    const back = full === undefined ? undefined : await banyan.run(['rollback', 'switching', '--reason', 'benchmark']);
    const ended = await run.followed.first((event) => event.kind === 'rolled-back', 60);
    say(`rolled back after ${run.samples.length} requests`);
    while (run.load.sent() < requests) await new Promise((resolve) => setTimeout(resolve, 200));
    await run.load.stop();
    const wrong = run.samples.filter((one) => !one.good);
    const whole = full !== undefined && back?.code === 0 && ended !== undefined;
    const note = `${run.samples.length} requests, stages ${shares.join(', ')} and a rollback${wrong.length > 0 ? `: ${described(wrong)}` : ''}`;
    return [
      atMost('requests failed because of a switch', whole ? wrong.length : undefined, 0, 'requests', note),
      reported('requests in that measurement', run.samples.length, 'requests', 'goal of at least 50000'),
    ];
  } finally {
    await run.end();
    await banyan.run(['engine', 'stop'], 10_000);
    await stage.clear(banyan);
  }
}
