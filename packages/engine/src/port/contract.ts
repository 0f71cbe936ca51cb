/** What every adapter of the port must do. Each test runs on every adapter. */
import { afterEach, expect, test } from 'vitest';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { Handler, Port } from './port.ts';

/** A notebook: what was said, in order. */
export interface Notes {
  readonly said: readonly string[];
}

export type Order =
  | { readonly kind: 'say'; readonly text: string }
  /** Says it again after some milliseconds, so many times. */
  | { readonly kind: 'repeat'; readonly text: string; readonly every: number; readonly times: number }
  /** Works until it is stopped, or for ten minutes. */
  | { readonly kind: 'work' };

/** What the handler of these tests does outside. Kept by the test, not by the engine. */
export interface Outside {
  readonly effects: string[];
  /** Resolves when the effect of `work` runs. */
  working: () => void;
}

export const notebook =
  (outside: Outside): Handler<Notes, Order> =>
  async (turn, order) => {
    const said = turn.state?.said ?? [];
    if (order.kind === 'work') {
      await turn.effect('work', (signal) => workUntil(signal, outside));
      turn.save({ said: [...said, 'worked'] });
      return;
    }
    const at = await turn.effect('say', async () => {
      outside.effects.push(order.text);
      return outside.effects.length;
    });
    turn.save({ said: [...said, `${order.text} ${at}`] });
    if (order.kind === 'repeat' && order.times > 1) turn.schedule({ ...order, times: order.times - 1 }, order.every);
  };

function workUntil(signal: AbortSignal, outside: Outside): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('done'), 600_000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      outside.effects.push('stopped');
      resolve('stopped');
    });
    outside.working();
  });
}

export interface Adapter {
  readonly port: Port<Notes, Order>;
  /** Lets time pass until the condition holds. */
  until(condition: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export function portContract(name: string, open: (handler: Handler<Notes, Order>) => Promise<Adapter>): void {
  let adapter: Adapter | undefined;
  afterEach(async () => {
    await adapter?.close();
    adapter = undefined;
  });
  const start = async (outside: Outside): Promise<Adapter> => {
    adapter = await open(notebook(outside));
    return adapter;
  };
  const fresh = (): Outside => ({ effects: [], working: () => undefined });
  const said = async ({ port }: Adapter, key: string): Promise<readonly string[]> =>
    value(await port.read(key))?.said ?? [];

  test(`${name}: a key that was never told anything has no state`, async () => {
    const { port } = await start(fresh());
    expect(value(await port.read('voice'))).toBeUndefined();
  });

  test(`${name}: messages of one key have their turns in order, each effect once`, async () => {
    const outside = fresh();
    const engine = await start(outside);
    for (const text of ['a', 'b', 'c']) value(await engine.port.send('voice', { kind: 'say', text }));
    await engine.until(async () => (await said(engine, 'voice')).length === 3);
    expect(await said(engine, 'voice')).toEqual(['a 1', 'b 2', 'c 3']);
    expect(outside.effects).toEqual(['a', 'b', 'c']);
  });

  test(`${name}: keys do not know each other`, async () => {
    const engine = await start(fresh());
    value(await engine.port.send('voice', { kind: 'say', text: 'a' }));
    await engine.until(async () => (await said(engine, 'voice')).length === 1);
    expect(await said(engine, 'orders')).toEqual([]);
  });

  test(`${name}: a turn schedules the next one`, async () => {
    const engine = await start(fresh());
    value(await engine.port.send('voice', { kind: 'repeat', text: 'tick', every: 50, times: 3 }));
    await engine.until(async () => (await said(engine, 'voice')).length === 3);
    expect(await said(engine, 'voice')).toEqual(['tick 1', 'tick 2', 'tick 3']);
  });

  test(`${name}: an interruption does not queue behind what it stops, and nothing of that is kept`, async () => {
    const outside = fresh();
    const engine = await start(outside);
    let interrupted: Promise<Result<void, Finding>> | undefined;
    outside.working = () => {
      interrupted ??= engine.port.interrupt('voice', { kind: 'say', text: 'stop' });
    };
    value(await engine.port.send('voice', { kind: 'work' }));
    await engine.until(async () => (await said(engine, 'voice')).length === 1);
    value((await interrupted) ?? { ok: false, error: finding('ENG003', { reason: 'never worked' }) });
    expect(await said(engine, 'voice')).toEqual(['stop 2']);
    expect(outside.effects).toEqual(['stopped', 'stop']);
  });
}

/** The value, or a failed test that says why. */
export function value<T>(result: Result<T, Finding>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}
