import { expect, test } from 'vitest';
import { heldFrom, lasted, type Uptime } from './lasted.ts';

const start = Date.parse('2026-11-27T10:00:00Z');
const minute = 60_000;
const up = (since: number, boot = 'one'): Uptime => ({ boot, since });

test('time that both clocks saw is held', () => {
  const first = lasted(heldFrom(start, up(0)), start + minute, up(minute), start + 10);
  expect(first).toMatchObject({ held: minute - 10, jumped: 0 });
  expect(lasted(first, start + 2 * minute, up(2 * minute), start + 10)).toMatchObject({ held: 2 * minute - 10 });
});

test('a wall clock that is put forward ends no hold, and one that is put back prolongs none', () => {
  const written = heldFrom(start, up(0));
  const forward = lasted(written, start + 60 * minute, up(5000), start);
  expect(forward).toMatchObject({ held: 5000, jumped: 60 * minute - 5000 });
  const back = lasted(forward, start + minute, up(10_000), start);
  expect(back).toMatchObject({ held: 10_000, jumped: -59 * minute - 5000 });
});

test('a look that comes late, because nobody looked, is no jump', () => {
  expect(lasted(heldFrom(start, up(0)), start + 45 * minute, up(45 * minute), start)).toMatchObject({
    held: 45 * minute,
    jumped: 0,
  });
});

test('over a restart of the machine, and without its clock, the wall counts, but never backwards', () => {
  expect(lasted(heldFrom(start, up(9 * minute)), start + minute, up(10, 'two'), start).held).toBe(minute);
  expect(lasted(heldFrom(start, undefined), start + minute, undefined, start).held).toBe(minute);
  expect(lasted(heldFrom(start, undefined), start - minute, undefined, start).held).toBe(0);
});

test('without a memory, what the history says is held', () => {
  expect(lasted(undefined, start + minute, up(0), start).held).toBe(minute);
});
