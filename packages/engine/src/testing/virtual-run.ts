/** A migration on virtual traffic and virtual time, whose processes die when they are told to. */
import * as fc from 'fast-check';
import { createMemoryEngine, type Moment } from '../port/memory.ts';
import { fold } from '../run/evolve.ts';
import type { Message } from '../run/message.ts';
import { type Kept, migrationHandler } from '../run/turn.ts';
import { attemptOn } from '../worker/attempt.ts';
import { memoryLog } from './memory-log.ts';
import { testPlan, type TestPlan } from './plan.ts';
import { type VirtualOptions, virtualWorld } from './virtual.ts';

export const start = 1_800_000_000_000;
export const minute = 60_000;
export const key = 'orders';

export interface Setting {
  readonly plan?: Partial<TestPlan>;
  readonly world?: Partial<VirtualOptions>;
  readonly dies?: (moment: Moment) => boolean;
  /** Of Banyan: the second one carries on what the first began. */
  readonly versions?: readonly [string, string];
}

export function estate({ plan: wanted = {}, world: more = {}, dies = () => false, versions }: Setting) {
  const plan = testPlan({ name: key, phases: ['orders', 'voice'], hold: '4s', ...wanted });
  const log = memoryLog();
  // The engine's clock is the world's; the handler is only called once both are there.
  const clock = { now: () => start };
  const world = virtualWorld({ now: () => clock.now(), phases: ['orders', 'voice'], rate: 100, ...more });
  const [first, second] = versions ?? ['1.2.3', '1.2.3'];
  const turns = { log: () => log, attempt: attemptOn(world) };
  const [older, newer] = [first, second].map((version) => migrationHandler({ ...turns, version }));
  const upgraded = () => log.events.some(({ kind }) => kind === 'share-written');
  const handler: typeof older = (turn, message) => (upgraded() ? newer : older)?.(turn, message) ?? Promise.resolve();
  const engine = createMemoryEngine<Kept, Message>(handler, { start, dies });
  clock.now = () => engine.now();
  const run = () => fold(undefined, log.events);
  const begin = async (): Promise<void> => {
    await engine.send(key, { kind: 'begin', plan });
  };
  return { plan, log, world, engine, run, begin };
}

/** Dies at the moments that the list says, then never again. */
export function deaths(list: readonly boolean[]): (moment: Moment) => boolean {
  let at = 0;
  return () => list[at++] ?? false;
}
export const anyDeaths = fc.array(fc.boolean(), { maxLength: 400 });
