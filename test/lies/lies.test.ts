/** Counters and clocks that lie: none of them makes a share go on that is not known to be well. On a world with virtual traffic. */
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { testPlan } from '@banyan/engine/testing/plan.ts';
import { type VirtualWorld, virtualWorld } from '@banyan/engine/testing/virtual.ts';
import { runPart } from '@banyan/migration/steps/kinds.ts';
import type { Outcome, StepContext } from '@banyan/migration/steps/step.ts';
import type { Counters, World } from '@banyan/migration/world/world.ts';
import type { IndicatorSource, Reading } from '@banyan/traffic/indicators/indicator.ts';
import { describe, expect, test } from 'vitest';

const start = Date.parse('2026-11-27T10:00:00Z');
const plan = testPlan({ name: 'shop', phases: ['orders'], stages: [{ share: 50 }], hold: '60s' });
const facts = { old: { address: 'old:1' }, new: { address: 'new:1' }, edge: { address: 'edge:1' } };

/** Two clocks: the one that the steps are told, and the one that nobody sets. */
class Estate {
  /** Milliseconds by which the wall's clock is wrong. */
  wrong = 0;
  private passed = 0;
  private outcome: Outcome | undefined;
  readonly real: VirtualWorld;
  private readonly world: World;

  constructor(lie: (counters: Counters, estate: Estate) => Partial<Counters> = () => ({}), failing = 0) {
    this.real = virtualWorld({
      now: () => this.now(),
      phases: ['orders'],
      rate: 100,
      failing: { from: 1, ratio: failing },
    });
    const real = this.real;
    this.world = {
      ...real,
      uptime: () => ({ boot: 'one', since: this.passed }),
      counters: (...of) => {
        const honest = real.counters(...of);
        return { ...honest, ...lie(honest, this) };
      },
    };
  }

  now(): number {
    return start + this.passed + this.wrong;
  }

  private async attempt(part: 'do' | 'verify'): Promise<Outcome> {
    const step = plan.steps.find(({ id }) => id === 'orders/shift-50');
    if (step === undefined) throw new Error('no such step');
    const memory = this.outcome !== undefined && 'memory' in this.outcome ? this.outcome.memory : undefined;
    const context: StepContext = {
      plan,
      step,
      facts,
      shares: { orders: 50 },
      generation: 1,
      since: start,
      now: this.now(),
      memory,
      approved: false,
      world: this.world,
      signal: new AbortController().signal,
    };
    this.outcome = await runPart(part, context);
    return this.outcome;
  }

  /** Writes the share. */
  async write(): Promise<this> {
    await this.attempt('do');
    return this;
  }

  /** One look after each second of true time, as long as it may go on; what the last one said. */
  async looks(count: number): Promise<string> {
    for (let index = 0; index < count; index++) {
      this.passed += 1000;
      const { kind } = await this.attempt('verify');
      if (kind === 'done' || kind === 'failed') break;
    }
    const { outcome } = this;
    return outcome === undefined ? '' : `${outcome.kind}${'why' in outcome ? ` ${outcome.why.code}` : ''}`;
  }

  /** Codes of what was noted by the last look. */
  noted(): readonly string[] {
    return (this.outcome?.notes ?? []).flatMap((note) => (note.kind === 'noted' ? [note.what.code] : []));
  }
}

/** A source that goes on answering what it answered when it froze; `stamps` tells whether it calls that new. */
function frozen(source: IndicatorSource, estate: Estate, from: number, stamps: boolean): IndicatorSource {
  return {
    name: source.name,
    async read(signal) {
      if (estate.now() < from) return source.read(signal);
      const kept = answers.get(estate) ?? (await source.read(signal));
      answers.set(estate, kept);
      if (!kept.ok || !stamps) return kept;
      return ok({ ...kept.value, at: estate.now() } satisfies Reading);
    },
  };
}
const answers = new WeakMap<Estate, Awaited<ReturnType<IndicatorSource['read']>>>();

const down = err(finding('TRF030', { source: 'edge', reason: 'ECONNREFUSED' }));

test('with honest counters and an honest clock the share is held for its time and goes on', async () => {
  const estate = await new Estate().write();
  expect(await estate.looks(59)).toBe('again');
  expect(await estate.looks(3)).toBe('done');
});

describe('metrics that freeze', () => {
  test.each([true, false])(
    'an edge that freezes before the new side breaks does not let it pass (new stamps: %s)',
    async (stamps) => {
      const estate = await new Estate((honest, own) => ({
        edge: frozen(honest.edge, own, start + 20_000, stamps),
      })).write();
      expect(await estate.looks(120)).toBe('hold MIG034');
    },
  );

  test.each(['newGateway', 'oldGateway'] as const)(
    'a %s that freezes is said to stand still, and the share waits',
    async (which) => {
      const estate = await new Estate((honest, own) => {
        const source = honest[which];
        return source === undefined ? {} : { [which]: frozen(source, own, start + 20_000, true) };
      }).write();
      expect(await estate.looks(120)).toBe('hold MIG034');
    },
  );

  test('when all three freeze at once nothing passes either: there is nothing to count in the window', async () => {
    const freezing = (honest: Counters, own: Estate): Partial<Counters> => {
      const from = start + 20_000;
      const { edge, newGateway, oldGateway } = honest;
      // Each keeps its own last answer.
      const each = (source: IndicatorSource): IndicatorSource => {
        let kept = lasts.get(source.name);
        return {
          name: source.name,
          async read(signal) {
            if (own.now() < from) return source.read(signal);
            kept ??= await source.read(signal);
            lasts.set(source.name, kept);
            return kept.ok ? ok({ ...kept.value, at: own.now() }) : kept;
          },
        };
      };
      return {
        edge: each(edge),
        newGateway: newGateway && each(newGateway),
        oldGateway: oldGateway && each(oldGateway),
      };
    };
    const lasts = new Map<string, Awaited<ReturnType<IndicatorSource['read']>>>();
    expect(await (await new Estate(freezing).write()).looks(120)).toBe('hold MIG012');
  });
});

describe('a source that flaps', () => {
  /** Answers in one of so many looks. */
  const flapping = (source: IndicatorSource, oneOf: number): IndicatorSource => ({
    name: source.name,
    read: async (signal) => (looks++ % oneOf === 0 ? source.read(signal) : down),
  });
  let looks = 0;

  test('a look at which it is down never passes, and one at which it answers counts what it missed', async () => {
    looks = 0;
    const estate = await new Estate((honest) => ({ edge: flapping(honest.edge, 7) })).write();
    expect(await estate.looks(62)).toBe('hold MIG008');
    expect(await estate.looks(7)).toBe('done');
  });

  test('errors are found although it is down at nearly every look', async () => {
    looks = 0;
    const estate = await new Estate((honest) => ({ edge: flapping(honest.edge, 7) }), 0.2).write();
    expect(await estate.looks(30)).toBe('failed MIG010');
  });

  test('what the counters contradict stays contradicted while one of them is down now and then', async () => {
    looks = 0;
    // The edge says half, but nothing arrives at the new gateway, and all of it at the old one.
    const estate = await new Estate((honest) => ({
      edge: flapping(honest.edge, 2),
      newGateway: { name: 'new', read: async (signal) => emptied(await honest.edge.read(signal)) },
      oldGateway: { name: 'old', read: async (signal) => allOld(await honest.edge.read(signal)) },
    })).write();
    expect(await estate.looks(40)).toBe('failed MIG007');
  });
});

type Read = Awaited<ReturnType<IndicatorSource['read']>>;
const none = { requests: 0, errors: 0, latency: [] };

const emptied = (read: Read): Read => (read.ok ? ok({ ...read.value, phases: { orders: { new: none } } }) : read);

function allOld(read: Read): Read {
  if (!read.ok) return read;
  const { old = none, new: fresh = none } = read.value.phases['orders'] ?? {};
  return ok({ ...read.value, phases: { orders: { old: { ...none, requests: old.requests + fresh.requests } } } });
}

describe('a clock that jumps', () => {
  test('put forward by an hour, it does not end a hold that has hardly begun', async () => {
    const estate = await new Estate().write();
    expect(await estate.looks(5)).toBe('again');
    estate.wrong = 3_600_000;
    expect(await estate.looks(1)).toBe('again');
    expect(estate.noted()).toEqual(['MIG044']);
    expect(await estate.looks(50)).toBe('again');
    expect(await estate.looks(20)).toBe('done');
  });

  test('put back by an hour, it does not stop the watch: counting begins anew and goes on', async () => {
    const estate = await new Estate().write();
    expect(await estate.looks(20)).toBe('again');
    estate.wrong = -3_600_000;
    expect(await estate.looks(1)).toBe('again');
    expect(estate.noted()).toEqual(['MIG044']);
    expect(await estate.looks(50)).toBe('done');
  });

  test('a new side that breaks after the clock was put back is found at once, not in an hour', async () => {
    const estate = await new Estate(() => ({}), 0.2).write();
    estate.wrong = -3_600_000;
    expect(await estate.looks(10)).toBe('failed MIG010');
  });
});
