/** What every switch must do, shown with real traffic through the real data plane. Each kind's test calls `switchContract`. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../local/wait.ts';
import type { Tally } from '../testing/client.ts';
import { killedWriter, sharesOfWriter, type WriterSource } from '../testing/killed-writer.ts';
import type { SmallDisk } from '../testing/small-disk.ts';
import type { Split, Switch, SwitchFailure } from './switch.ts';
import { writeUnlessForeign } from './write.ts';

/** A switch with two gateways behind it and a way to send to each phase. */
export interface SwitchRig {
  readonly subject: Switch;
  /** At least two phases of one migration. */
  readonly phases: readonly [string, string, ...string[]];
  send(phase: string, count: number): Promise<Tally>;
  /** Somebody changes a share around the switch. */
  interfere(phase: string, share: number): Promise<void>;
  /** Takes the data plane away, and brings it back with what it had or was given meanwhile. */
  cutOff(): Promise<void>;
  restore(): Promise<void>;
  /** How a process of its own comes to the switch; without it no writer is killed. */
  readonly writer?: WriterSource;
  /** Where the switch keeps what it keeps; without it there is nothing to fill. */
  readonly disk?: Pick<SmallDisk, 'fill' | 'free'> | undefined;
  end(): Promise<void>;
}

const never = new AbortController().signal;

/** `missing` says why the real thing is not there; then the tests are skipped with that reason. */
export function switchContract(kind: string, make: () => Promise<SwitchRig>, missing?: string): void {
  describe(`${kind} as a switch`, () => {
    let rig: SwitchRig;
    let generation = 0;
    beforeAll(async () => {
      if (missing === undefined) rig = await make();
    });
    beforeEach((context) => {
      if (missing !== undefined) context.skip(missing);
    });
    afterAll(() => rig?.end());

    const split = (first: number, second: number, author = 'engine'): Split => {
      generation += 1;
      const rest = rig.phases.slice(2).map((phase) => [phase, 0] as const);
      return {
        generation,
        author,
        shares: Object.fromEntries([[rig.phases[0], first], [rig.phases[1], second], ...rest]),
      };
    };
    const write = (wanted: Split) => rig.subject.write(wanted, never);
    const read = () => rig.subject.read(never);
    /** What it holds, twice the same. */
    const settled = async (): Promise<Split> => {
      let before = '';
      for (;;) {
        const held = await read();
        const text = JSON.stringify(held);
        if (held.ok && text === before) return held.value;
        if (!held.ok && text === before) throw new Error(text);
        before = text;
        await systemClock.sleep(100, never);
      }
    };

    test('everything is on the old side before the first write', async () => {
      const found = await read();
      expect(found.ok && Object.values(found.value.shares).every((share) => share === 0)).toBe(true);
      expect(await rig.send(rig.phases[0], 100)).toEqual({ old: 100, new: 0, failed: 0 });
    });

    test('a write returns what was read back, and a read returns the same', async () => {
      const wanted = split(50, 0);
      expect(await write(wanted)).toEqual({ ok: true, value: wanted });
      expect(await read()).toEqual({ ok: true, value: wanted });
    });

    test('the share is an absolute division of one phase and leaves the others alone', async () => {
      await write(split(50, 0));
      const first = await rig.send(rig.phases[0], 600);
      // Six standard deviations of 600 fair throws.
      expect(Math.abs(first.new - 300)).toBeLessThan(75);
      expect(first.failed).toBe(0);
      expect(await rig.send(rig.phases[1], 200)).toEqual({ old: 200, new: 0, failed: 0 });
    });

    test('0 and 100 percent are exact', async () => {
      await write(split(100, 0));
      expect(await rig.send(rig.phases[0], 300)).toEqual({ old: 0, new: 300, failed: 0 });
      await write(split(0, 100));
      expect(await rig.send(rig.phases[0], 300)).toEqual({ old: 300, new: 0, failed: 0 });
      expect(await rig.send(rig.phases[1], 300)).toEqual({ old: 0, new: 300, failed: 0 });
    });

    test('writing the same twice is writing it once', async () => {
      const wanted = split(25, 25);
      expect(await write(wanted)).toEqual({ ok: true, value: wanted });
      expect(await write(wanted)).toEqual({ ok: true, value: wanted });
      expect(await read()).toEqual({ ok: true, value: wanted });
    });

    test('an older generation is refused, and what is in force stays', async () => {
      const late = split(75, 75);
      const newer = split(10, 10, 'break-glass');
      await write(newer);
      const refused = await write(late);
      expect(refused).toMatchObject({ ok: false, error: { kind: 'stale', found: newer } });
      expect(await read()).toEqual({ ok: true, value: newer });
    });

    test('the same generation with other shares is refused', async () => {
      const wanted = split(10, 10);
      await write(wanted);
      const other = { ...wanted, shares: { ...wanted.shares, [rig.phases[0]]: 90 } };
      expect(await write(other)).toMatchObject({ ok: false, error: { kind: 'stale', found: wanted } });
      expect(await read()).toEqual({ ok: true, value: wanted });
    });

    test('of many writers at once the highest generation is what stays', async () => {
      const all = Array.from({ length: 8 }, (_, index) => split(index * 10, 0, `writer-${index}`));
      const highest = all.at(-1);
      const outcomes = await Promise.all(all.toReversed().map(write));
      expect(outcomes.every((outcome) => outcome.ok || kindOf(outcome.error) === 'stale')).toBe(true);
      expect(await read()).toEqual({ ok: true, value: highest });
    });

    test('a share that makes no sense is rejected and nothing changes', async () => {
      const before = split(30, 0);
      await write(before);
      const tooMuch = split(101, 0);
      const { [rig.phases[1]]: _, ...incomplete } = split(10, 0).shares;
      expect(await write(tooMuch)).toMatchObject({ ok: false, error: { kind: 'rejected' } });
      expect(await write({ ...split(0, 0), shares: incomplete })).toMatchObject({
        ok: false,
        error: { kind: 'rejected' },
      });
      expect(await read()).toEqual({ ok: true, value: before });
    });

    test('it says what it can do: its smallest step can be written, half of that cannot', async () => {
      const { granularity, delay, openStreams } = rig.subject.limits;
      expect(granularity).toBeGreaterThan(0);
      expect(granularity).toBeLessThanOrEqual(1);
      expect(delay.seconds).toBeGreaterThanOrEqual(0);
      for (const words of [delay.reason, openStreams]) expect(words).toMatch(/\w+ \w+/);
      const smallest = split(granularity, 100 - granularity);
      expect(await write(smallest)).toEqual({ ok: true, value: smallest });
      expect(await write(split(granularity / 2, 0))).toMatchObject({ ok: false, error: { kind: 'rejected' } });
      expect(await read()).toEqual({ ok: true, value: smallest });
    });

    test('a new decision is refused while somebody else has changed the shares, unless it is told to go over that', async () => {
      await write(split(20, 0));
      await rig.interfere(rig.phases[0], 80);
      const next = split(30, 0);
      const refused = await writeUnlessForeign(rig.subject, next, never);
      expect(refused).toMatchObject({ ok: false, error: { kind: 'foreign' } });
      expect(await read()).toMatchObject({
        ok: false,
        error: { kind: 'foreign', found: { shares: { [rig.phases[0]]: 80 } } },
      });
      expect(await write(next)).toEqual({ ok: true, value: next });
      expect(await writeUnlessForeign(rig.subject, next, never)).toEqual({ ok: true, value: next });
    });

    test('a second writer is noticed, and the next write puts it right', async () => {
      const wanted = split(20, 0);
      await write(wanted);
      await rig.interfere(rig.phases[0], 80);
      const found = await read();
      expect(found).toMatchObject({
        ok: false,
        error: { kind: 'foreign', found: { shares: { [rig.phases[0]]: 80 } } },
      });
      expect(await write(wanted)).toEqual({ ok: true, value: wanted });
      expect(await read()).toEqual({ ok: true, value: wanted });
    });

    test('while the data plane is away a write says so, and afterwards the state is known and can be written', async () => {
      const before = split(40, 0);
      await write(before);
      await rig.cutOff();
      const wanted = split(0, 0);
      expect(await read()).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
      expect(await write(wanted)).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
      await rig.restore();
      const found = await read();
      expect([before, wanted]).toContainEqual(found.ok && found.value);
      expect(await write(wanted)).toEqual({ ok: true, value: wanted });
      expect(await rig.send(rig.phases[0], 100)).toEqual({ old: 100, new: 0, failed: 0 });
    });

    test('a data plane that is started anew in the middle has the shares that it had', async () => {
      const wanted = split(100, 50);
      await write(wanted);
      await rig.cutOff();
      await rig.restore();
      expect(await read()).toEqual({ ok: true, value: wanted });
      expect(await rig.send(rig.phases[0], 100)).toEqual({ old: 0, new: 100, failed: 0 });
    });

    test('a writer killed at any moment leaves what somebody decided, and the next one goes on', async (context) => {
      const { writer, phases } = rig;
      if (writer === undefined) return context.skip('nobody else can write to this rig');
      for (const delay of [3, 30, 70, 130, 200]) {
        const before = split(0, 0);
        await write(before);
        await killedWriter(writer, phases, before.generation + 1, delay);
        // What was on the disk may be taken over a moment later; then it stays.
        const left = await settled();
        const decided = left.generation === before.generation ? before.shares : sharesOfWriter(phases, left.generation);
        expect(left.shares).toEqual(decided);
        const tally = await rig.send(phases[0], 60);
        expect(tally.failed).toBe(0);
        if (left.shares[phases[0]] === 100) expect(tally.old).toBe(0);
        if (left.shares[phases[0]] === 0) expect(tally.new).toBe(0);
        // A file may be ahead of what is loaded by one decision.
        generation = left.generation + 1;
      }
    });

    test('with a full disk a write is rejected and nothing changes; with room again it is made', async (context) => {
      const { disk } = rig;
      if (disk === undefined)
        return context.skip('nothing to fill: it keeps nothing on a disk, or this user may not mount one');
      const before = split(100, 0);
      await write(before);
      await disk.fill();
      const wanted = split(50, 50);
      const refused = await write(wanted);
      await disk.free();
      expect(refused).toMatchObject({ ok: false, error: { kind: 'rejected', finding: { code: 'TRF017' } } });
      expect(await read()).toEqual({ ok: true, value: before });
      expect(await rig.send(rig.phases[0], 100)).toEqual({ old: 0, new: 100, failed: 0 });
      expect(await write(wanted)).toEqual({ ok: true, value: wanted });
    });

    test('no request fails because of a switch, and none goes to the new side after it was left', async () => {
      const written = new AbortController();
      const traffic = (async () => {
        const total: Tally = { old: 0, new: 0, failed: 0 };
        while (!written.signal.aborted) {
          const some = await rig.send(rig.phases[0], 500);
          for (const key of ['old', 'new', 'failed'] as const) total[key] += some[key];
        }
        return total;
      })();
      for (const share of [10, 25, 50, 75, 100, 0, 50, 0, 100, 0]) {
        expect(await write(split(share, 0))).toMatchObject({ ok: true });
      }
      expect(await rig.send(rig.phases[0], 300)).toEqual({ old: 300, new: 0, failed: 0 });
      written.abort();
      const total = await traffic;
      expect(total.failed).toBe(0);
      expect(total.new).toBeGreaterThan(0);
    });
  });
}

const kindOf = (failure: SwitchFailure): SwitchFailure['kind'] => failure.kind;
