/** From a gate's verdict to the last request that begins on the new side: the worst of many rollbacks under load. */
import type { MigrationEvent } from '@banyan/engine/client.ts';
import type { Stage } from '../demo/stage.ts';
import { measure } from './migration.ts';
import { atMost, type Row } from './row.ts';

const rate = 500;

const failed = (event: MigrationEvent): boolean =>
  event.kind === 'gate-judged' && JSON.stringify(event.data).includes('"verdict":"fail"');

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What the history ended with, for a round that went another way. */
const lastOf = (events: readonly MigrationEvent[]): string =>
  events
    .slice(-2)
    .map((event) => JSON.stringify(event).slice(0, 700))
    .join(' ');

/** Milliseconds; undefined when the round did not come to a rollback. */
async function round(
  stage: Stage,
  banyan: ReturnType<Stage['banyan']>,
  number: number,
  say: (text: string) => void,
): Promise<number | undefined> {
  const stages = [{ share: 50, hold: '8s' }];
  const run = await measure(stage, banyan, { name: `rollback-${number}`, stages, hold: '1s', rate });
  try {
    const reached = await run.followed.first((event) => event.kind === 'share-verified', 30);
    if (reached === undefined) {
      say(`no share was verified; ${run.samples.length} requests, ${lastOf(run.followed.events)}`);
      return undefined;
    }
    await pause(500);
    stage.breakNew('knowledge');
    const verdict = await run.followed.first(failed, 30);
    const back = await run.followed.first((event) => event.kind === 'rollback-verified', 30);
    if (verdict === undefined || back === undefined) {
      say(`no rollback; ${run.samples.filter((one) => !one.good).length} failed, ${lastOf(run.followed.events)}`);
      return undefined;
    }
    await pause(1000);
    const late = run.samples.filter((one) => one.side === 'new' && one.start > verdict.at).map((one) => one.start);
    return late.length === 0 ? 0 : Math.max(...late) - verdict.at;
  } finally {
    stage.mendNew('knowledge');
    await run.end();
  }
}

export async function rollback(stage: Stage, rounds: number, say: (text: string) => void): Promise<Row[]> {
  const banyan = stage.banyan('rollback');
  const values: number[] = [];
  for (let at = 1; at <= rounds; at += 1) {
    const value = await round(stage, banyan, at, say);
    say(`rollback ${at} of ${rounds}: ${value === undefined ? 'did not come to it' : `${value.toFixed(0)} ms`}`);
    if (value !== undefined) values.push(value);
  }
  await banyan.run(['engine', 'stop'], 10_000);
  await stage.clear(banyan);
  const worst = values.length === rounds ? Math.max(...values) / 1000 : undefined;
  const note = `worst of ${values.length} of ${rounds} rollbacks at ${rate} requests/s`;
  return [atMost('gate verdict to last request begun on the new side', worst, 2, 's', note)];
}
