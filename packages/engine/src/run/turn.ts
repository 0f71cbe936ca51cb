/**
 * One turn of a migration: look at the clock and the history, let the message and then the running attempt make things
 * happen, write them down, and say when to go on. A short handler; waits are timers between turns.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import type { Json } from '@banyan/migration/steps/json.ts';
import type { Outcome } from '@banyan/migration/steps/step.ts';
import type { EventLog } from '../log/log.ts';
import type { Handler, Turn } from '../port/port.ts';
import type { Event, Happening } from './event.ts';
import { fold } from './evolve.ts';
import type { Message } from './message.ts';
import { receive } from './receive.ts';
import { isOver, type Run } from './run.ts';
import { settle } from './settle.ts';

/** What the engine keeps of a migration between turns. */
export interface Kept {
  readonly run: Run | undefined;
  /** Only the timer with this number may go on; every other one is stale. */
  readonly token: number;
  /** What the last attempt handed on, and for which part of which step: anything else must not see it. */
  readonly memory?: { readonly of: string; readonly value: Json };
}

export interface TurnWorld {
  /** Of this Banyan: the history says which ones took part. */
  readonly version: string;
  log(key: string): EventLog;
  /** One attempt of the running part. Throws only when its signal was given. */
  attempt(run: Run, memory: Json | undefined, now: number, signal: AbortSignal): Promise<Outcome>;
}

/** Milliseconds before the history file is tried again when it cannot be written. */
const unwritableAfter = 1000;

export const migrationHandler =
  (world: TurnWorld): Handler<Kept, Message> =>
  async (turn, message) => {
    const kept: Kept = turn.state ?? { run: undefined, token: 0 };
    if (message.kind === 'tick' && message.token !== kept.token) return;
    const missed = await turn.effect('look', () => world.log(turn.key).after(kept.run?.seq ?? 0));
    const run = fold(kept.run, missed);
    const now = await turn.now();
    const told = await write(turn, world, run, now, (state) => [
      ...receive(state, message),
      ...carrying(state, world.version),
    ]);
    if (told.unwritable) return again(turn, kept, told.run, message, unwritableAfter);
    // A message only decides; its consequences begin in a turn of their own, which may be interrupted like any other.
    // It also sets going again what an interruption has cut off, whether or not it changed anything.
    if (message.kind !== 'tick') return again(turn, kept, told.run, undefined, goesOn(told.run) ? 0 : undefined);
    return go(turn, world, kept, told.run, now);
  };

async function go(
  turn: Turn<Kept, Message>,
  world: TurnWorld,
  kept: Kept,
  run: Run | undefined,
  now: number,
): Promise<void> {
  if (run === undefined || isOver(run)) return again(turn, kept, run, undefined, undefined);
  const of = memoryKey(run);
  const memory = kept.memory?.of === of ? kept.memory.value : undefined;
  const outcome = await turn.effect(`${run.part} ${run.plan.steps[run.cursor]?.id ?? ''}`, (signal) =>
    world.attempt(run, memory, now, signal),
  );
  const settled = settle(run, outcome);
  const at = await turn.now();
  const written = await write(turn, world, run, at, (state) => (state === run ? settled.happened : []));
  const state = written.run;
  if (state === undefined) return;
  const next: Kept = {
    run: state,
    token: kept.token + 1,
    // What a part hands on goes to its successor too (from doing to verifying), never further.
    ...(settled.memory === undefined ? {} : { memory: { of: memoryKey(state), value: settled.memory } }),
  };
  turn.save(next);
  const after = written.unwritable ? unwritableAfter : written.missed ? 0 : settled.after;
  if (!isOver(state) && Number.isFinite(after)) turn.schedule({ kind: 'tick', token: next.token }, after);
}

/** Said in the first turn of a version; a migration that just begins is carried on in the next one. */
const carrying = (run: Run | undefined, version: string): readonly Happening[] =>
  run === undefined || isOver(run) || run.banyan === version ? [] : [{ kind: 'carried-by', banyan: version }];

const goesOn = (run: Run | undefined): boolean => run !== undefined && !isOver(run);

const memoryKey = (run: Run): string => `${run.cursor} ${run.part} ${run.since}`;

/** Saves the state and, if `after` is given, schedules either the message again or the next attempt. */
function again(
  turn: Turn<Kept, Message>,
  kept: Kept,
  run: Run | undefined,
  message: Message | undefined,
  after: number | undefined,
): void {
  const token = after === undefined ? kept.token : kept.token + 1;
  turn.save({ ...kept, run, token });
  if (after === undefined) return;
  turn.schedule(message === undefined || message.kind === 'tick' ? { kind: 'tick', token } : message, after);
}

interface Wrote {
  readonly run: Run | undefined;
  readonly changed: boolean;
  readonly missed: boolean;
  readonly unwritable: boolean;
}

/** Writes down what `decide` says of the state; where the history knows more, it is asked again with that. */
async function write(
  turn: Turn<Kept, Message>,
  world: TurnWorld,
  from: Run | undefined,
  at: number,
  decide: (run: Run | undefined) => readonly Happening[],
): Promise<Wrote> {
  let run = from;
  let missed = false;
  for (let round = 0; round < 3; round++) {
    const events: readonly Event[] = decide(run).map((what, index) => ({
      ...what,
      seq: (run?.seq ?? 0) + 1 + index,
      at,
    }));
    if (events.length === 0) return { run, changed: missed, missed, unwritable: false };
    const appended = await turn.effect('write history', (signal) => world.log(turn.key).append(events, signal));
    if (appended.kind === 'kept') return { run: fold(run, events), changed: true, missed, unwritable: false };
    if (appended.kind === 'unwritable') break;
    run = fold(run, appended.events);
    missed = true;
  }
  return { run, changed: false, missed, unwritable: true };
}

/** An attempt that threw is a bug; what it was about to do is treated as failed, so that traffic goes back. */
export async function guarded(attempt: () => Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'failed', why: finding('ENG009', { what: error instanceof Error ? error.message : String(error) }) };
  }
}
