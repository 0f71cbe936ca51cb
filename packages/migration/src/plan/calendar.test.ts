import { expect, test } from 'vitest';
import { calendarOf, closed } from './calendar.ts';

const at = (text: string): number => Date.parse(text);
const workdays = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'] as ('mon' | 'tue' | 'wed' | 'thu' | 'fri')[],
  from: '09:00',
  to: '17:00',
};

test('without a calendar, and with one that says nothing, shares may always rise', () => {
  expect(closed(undefined, at('2026-12-25T00:00:00Z'))).toBeUndefined();
  expect(closed(calendarOf({}), at('2026-12-25T00:00:00Z'))).toBeUndefined();
});

test('hours are open from their first minute to before their last, and closed until they open again', () => {
  const calendar = calendarOf({ hours: [workdays] });
  // A Friday.
  expect(closed(calendar, at('2026-11-27T08:59:59Z'))).toEqual({
    because: 'hours',
    reason: '',
    until: at('2026-11-27T09:00:00Z'),
  });
  expect(closed(calendar, at('2026-11-27T09:00:00Z'))).toBeUndefined();
  expect(closed(calendar, at('2026-11-27T16:59:59Z'))).toBeUndefined();
  expect(closed(calendar, at('2026-11-27T17:00:00Z'))?.until).toBe(at('2026-11-30T09:00:00Z'));
});

test('hours are those of a clock on the wall, also when it is put back in autumn', () => {
  const calendar = calendarOf({ timeZone: 'Europe/Berlin', hours: [workdays] });
  expect(closed(calendar, at('2026-10-23T07:30:00Z'))).toBeUndefined();
  // Three days later winter time has begun: the same moment of the day is half past eight in Berlin.
  expect(closed(calendar, at('2026-10-26T07:30:00Z'))?.until).toBe(at('2026-10-26T08:00:00Z'));
});

test('a freeze is closed whatever the hour, with its reason', () => {
  const freezes = [{ from: '2026-12-18T00:00:00Z', to: '2027-01-04T00:00:00Z', reason: 'end of the year' }];
  const calendar = calendarOf({ hours: [workdays], freezes });
  expect(closed(calendar, at('2026-12-21T10:00:00Z'))).toEqual({
    because: 'freeze',
    reason: 'end of the year',
    until: at('2027-01-04T00:00:00Z'),
  });
  expect(closed(calendar, at('2027-01-04T10:00:00Z'))).toBeUndefined();
});
