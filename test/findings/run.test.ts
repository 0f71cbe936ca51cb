/** What a running migration says: its steps on a world with virtual traffic whose shares and counters can be falsified. */
import { describe as words, finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { evolve } from '@banyan/engine/run/evolve.ts';
import { guarded } from '@banyan/engine/run/turn.ts';
import { viewOf } from '@banyan/engine/run/view.ts';
import { testPlan } from '@banyan/engine/testing/plan.ts';
import { type VirtualWorld, virtualWorld } from '@banyan/engine/testing/virtual.ts';
import { verifyBack, writeBack } from '@banyan/migration/steps/back/back.ts';
import { runPart } from '@banyan/migration/steps/kinds.ts';
import type { Outcome, StepContext } from '@banyan/migration/steps/step.ts';
import type { World } from '@banyan/migration/world/world.ts';
import type { Counters, Reading } from '@banyan/traffic/indicators/indicator.ts';
import { describe, expect, test } from 'vitest';

const start = 1_800_000_000_000;
const plan = testPlan({ name: 'shop', phases: ['orders'], stages: [{ share: 50, approval: true }, { share: 100 }] });
const facts = { old: { address: 'old:1' }, new: { address: 'new:1' }, edge: { address: 'edge:1' } };

interface Estate {
  readonly real: VirtualWorld;
  /** The world that steps see. */
  readonly world: World;
  /** Lets time pass. */
  readonly wait: (milliseconds: number) => void;
  readonly context: (step: string, more?: Partial<StepContext>) => StepContext;
}

/** `lie` puts something else in the place of a part of the world. */
function estate(share: number, rate: number, lie: (real: VirtualWorld) => Partial<World> = () => ({})): Estate {
  let now = start;
  const real = virtualWorld({ now: () => now, phases: ['orders'], rate });
  real.force({ shares: { orders: share }, generation: 1, author: 'engine' });
  const world: World = { ...real, ...lie(real) };
  const context = (id: string, more: Partial<StepContext> = {}): StepContext => {
    const step = plan.steps.find((one) => one.id === id);
    if (step === undefined) throw new Error(`no step ${id}`);
    const common = { plan, step, facts, generation: 1, since: start, now, memory: undefined, approved: false, world };
    return { ...common, shares: { orders: share }, signal: new AbortController().signal, ...more };
  };
  return { real, world, wait: (milliseconds) => (now += milliseconds), context };
}

const why = (outcome: Outcome): string => ('why' in outcome ? outcome.why.code : outcome.kind);
const notes = (outcome: Outcome): readonly string[] =>
  (outcome.notes ?? []).flatMap((one) => (one.kind === 'noted' ? [one.what.code] : []));

/** Writes the share, lets traffic flow, and looks so often. */
async function held({ context, wait }: Estate, looks = 2, every = 2000): Promise<Outcome> {
  let outcome = await runPart('do', context('orders/shift-50'));
  for (let look = 0; look < looks; look++) {
    wait(every);
    const memory = 'memory' in outcome ? outcome.memory : undefined;
    outcome = await runPart('verify', context('orders/shift-50', { memory }));
  }
  return outcome;
}

/** Counters that stand still at so many requests of each side. */
function counting(old: number, fresh: number) {
  return () => {
    let looks = 0;
    const of = (requests: number): Counters => ({
      requests: requests * Math.min(looks, 1),
      errors: 0,
      latency: [{ atMost: null, count: 0 }],
    });
    const read = async () => {
      const reading = { at: start + 2000 * looks, epoch: 'one', phases: { orders: { old: of(old), new: of(fresh) } } };
      looks++;
      return ok(reading satisfies Reading);
    };
    return { edge: { name: 'edge', read }, newGateway: undefined, oldGateway: undefined };
  };
}

const once = <T>(make: () => T): (() => T) => {
  const made = make();
  return () => made;
};

describe('a share that is held', () => {
  test('MIG009: too few requests tell no share', async () => {
    expect(why(await held(estate(50, 0.1)))).toBe('MIG009');
  });

  test('MIG011: a counter contradicts the share, for the moment', async () => {
    const lying = estate(50, 0, () => ({ counters: once(counting(1000, 0)) }));
    expect(why(await held(lying))).toBe('MIG011');
  });

  test('MIG007: a counter contradicts the share for ten seconds', async () => {
    const lying = estate(50, 0, () => ({ counters: once(counting(1000, 0)) }));
    expect(why(await held(lying, 3, 6000))).toBe('MIG007');
  });

  test('MIG008: a counter does not answer', async () => {
    const down = finding('TRF030', { source: 'new', reason: 'ECONNREFUSED' });
    const silent = { name: 'new', read: async () => err(down) };
    const blind = estate(50, 100, (real) => ({
      counters: (of, known) => ({ ...real.counters(of, known), newGateway: silent }),
    }));
    expect(why(await held(blind))).toBe('MIG008');
  });

  test('MIG034: an old gateway without metrics is waited for, never a conclusion', async () => {
    const blind = estate(50, 100, (real) => ({
      counters: (of, known) => {
        const all = real.counters(of, known);
        const read = async (signal: AbortSignal) => {
          const read = await all.edge.read(signal);
          return read.ok ? ok({ ...read.value, phases: {} }) : read;
        };
        return { ...all, oldGateway: { name: 'old', read } };
      },
    }));
    const outcome = await held(blind, 6, 6000);
    expect(why(outcome)).toBe('MIG034');
    expect(outcome.kind).toBe('hold');
  });

  test('TRF032: an exporter without counters of APISIX says itself how to enable them', async () => {
    const down = finding('TRF032', { source: 'apisix-prometheus', address: 'http://127.0.0.1:9091/' });
    const empty = { name: 'old', read: async () => err(down) };
    const blind = estate(50, 100, (real) => ({
      counters: (of, known) => ({ ...real.counters(of, known), oldGateway: empty }),
    }));
    const outcome = await held(blind, 6, 6000);
    expect([outcome.kind, why(outcome)]).toEqual(['hold', 'TRF032']);
  });

  test('MIG012: a gate cannot decide on few requests', async () => {
    expect(why(await held(estate(50, 18), 1, 2000))).toBe('MIG012');
  });

  test('MIG018: an approval is asked for', async () => {
    const { context } = estate(0, 100);
    expect(why(await runPart('verify', context('orders/approve-50')))).toBe('MIG018');
  });
});

describe('the edge in front', () => {
  test('MIG035: an edge that keeps the client from the gateways is noticed', async () => {
    const direct = { method: 'GET', target: '/orders', headers: { 'x-forwarded-for': '203.0.113.7' }, body: '' };
    const through = { ...direct, headers: { 'x-real-ip': '127.0.0.1' } };
    const { context } = estate(0, 100, () => ({ received: async () => ok([{ direct, through }]) }));
    expect(why(await runPart('verify', context('put-edge-in-front')))).toBe('MIG035');
  });
});

describe('the switch', () => {
  test('ENG008: somebody with a higher generation has decided', async () => {
    const { real, context } = estate(50, 100);
    real.force({ shares: { orders: 0 }, generation: 1001, author: 'break-glass' });
    expect(why(await runPart('verify', context('orders/shift-50')))).toBe('ENG008');
  });

  test('MIG013: the switch holds another share', async () => {
    const { real, context } = estate(50, 100);
    real.force({ shares: { orders: 40 }, generation: 1, author: 'engine' });
    expect(why(await runPart('verify', context('confirm')))).toBe('MIG013');
  });

  test('MIG014: requests still arrive on the new side after the way back', async () => {
    const lying = estate(0, 100, (real) => {
      // The switch says 0 %, and the traffic does not follow.
      real.force({ shares: { orders: 50 }, generation: 1, author: 'engine' });
      return {
        switch: (of) => ({
          ...real.switch(of),
          read: async () => ok({ shares: { orders: 0 }, generation: 1, author: 'engine' }),
        }),
      };
    });
    expect(await quietFails(lying, (context) => verifyBack(context))).toBe('MIG014');
  });

  test('MIG021: requests still arrive on the old side at 100 %', async () => {
    const lying = estate(100, 100, (real) => {
      real.force({ shares: { orders: 90 }, generation: 1, author: 'engine' });
      return {
        switch: (of) => ({
          ...real.switch(of),
          read: async () => ok({ shares: { orders: 100 }, generation: 1, author: 'engine' }),
        }),
      };
    });
    expect(await quietFails(lying, (context) => runPart('verify', context))).toBe('MIG021');
  });

  test('a way back that is followed ends quietly', async () => {
    const { context, wait } = estate(0, 100);
    expect((await writeBack(context('confirm', { generation: 2 }))).kind).toBe('done');
    let outcome = await verifyBack(context('confirm', { generation: 2 }));
    wait(1500);
    const memory = 'memory' in outcome ? outcome.memory : undefined;
    outcome = await verifyBack(context('confirm', { generation: 2, memory }));
    expect(outcome.kind).toBe('done');
  });
});

async function quietFails(
  { context, wait }: Estate,
  look: (context: StepContext) => Promise<Outcome>,
): Promise<string> {
  let outcome = await look(context('confirm'));
  for (let round = 0; round < 20 && outcome.kind === 'again'; round++) {
    wait(2000);
    outcome = await look(context('confirm', { memory: outcome.memory }));
  }
  return why(outcome);
}

describe('witnesses', () => {
  const answers = (body: (address: string) => string): Partial<World> => ({
    ask: async (address) => ok({ status: 200, headers: {}, body: body(address) }),
  });

  test('MIG019: the edge is not noticed', async () => {
    expect(notes(await runPart('verify', estate(0, 1).context('put-edge-in-front')))).toEqual(['MIG019']);
  });

  test('MIG016: the edge is noticed', async () => {
    const noticed = estate(0, 1, () => answers((address) => (address.startsWith('edge') ? 'other' : 'same')));
    expect(why(await runPart('verify', noticed.context('put-edge-in-front')))).toBe('MIG016');
  });

  test('MIG020: the new gateway answers as the old one', async () => {
    expect(notes(await runPart('verify', estate(0, 1).context('check-new')))).toEqual(['MIG020']);
  });

  test('MIG017: the new gateway answers otherwise, and no finding announced it', async () => {
    const other = estate(0, 1, () => answers((address) => (address.startsWith('new') ? 'other' : 'same')));
    expect(why(await runPart('verify', other.context('check-new')))).toBe('MIG017');
  });

  test('MIG015: a gateway that was not started does not answer', async () => {
    const { context } = estate(0, 1);
    expect(why(await runPart('verify', context('check-new', { facts: { old: facts.old } })))).toBe('MIG015');
  });
});

describe('what comes next', () => {
  const begun = evolve(undefined, { kind: 'started', plan, generation: 1, shares: { orders: 0 }, seq: 1, at: start });
  const around = { banyan: '', engine: '', recovering: false, breakGlass: undefined };

  test('MIG026: the step that is worked on', () => {
    const [first] = plan.steps;
    if (begun === undefined || first === undefined) throw new Error('nothing began');
    const what = viewOf(begun, around).next?.what;
    expect(what?.code).toBe('MIG026');
    expect(what === undefined ? '' : words(what, 'en').message).toContain(first.id);
  });

  test('MIG027: the way back', () => {
    if (begun === undefined) throw new Error('nothing began');
    expect(viewOf({ ...begun, phase: 'rolling-back' }, around).next?.what.code).toBe('MIG027');
  });

  test('ENG009: an attempt that throws counts as failed', async () => {
    const bug = (): Promise<Outcome> => Promise.reject(new Error('undefined is not a function'));
    expect(why(await guarded(bug, new AbortController().signal))).toBe('ENG009');
  });
});
