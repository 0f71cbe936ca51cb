/** When shares may rise: hours of work and freezes. Pure: the same moment gives the same answer. */
import { placeOf } from '@banyan/core/document/locate.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { MigrationDocument } from '../document/schema.ts';
import { nodeAt, type ReadMigration } from '../document/read.ts';

export interface Calendar {
  readonly timeZone: string;
  /** Days from mon to sun; minutes of the day, the first included, the last not. Empty: always. */
  readonly hours: readonly { readonly days: readonly string[]; readonly from: number; readonly to: number }[];
  /** Milliseconds since the epoch. */
  readonly freezes: readonly { readonly from: number; readonly to: number; readonly reason: string }[];
}

/** Why it is closed: a freeze with its reason, or the time of the day; and when that may end, in milliseconds since the epoch. */
export interface Closed {
  readonly because: 'freeze' | 'hours';
  readonly reason: string;
  readonly until: number;
}

type Written = NonNullable<MigrationDocument['spec']['calendar']>;

const minute = 60_000;
/** How far ahead the next open minute is looked for. */
const horizon = 14 * 24 * 60;

export const calendarOf = ({ timeZone = 'UTC', hours = [], freezes = [] }: Written): Calendar => ({
  timeZone,
  hours: hours.map(({ days, from, to }) => ({ days, from: minutesOf(from), to: minutesOf(to) })),
  freezes: freezes.map(({ from, to, reason = '' }) => ({ from: Date.parse(from), to: Date.parse(to), reason })),
});

/** undefined while shares may rise. */
export function closed(calendar: Calendar | undefined, now: number): Closed | undefined {
  if (calendar === undefined) return undefined;
  const freeze = calendar.freezes.find(({ from, to }) => now >= from && now < to);
  if (freeze !== undefined) return { because: 'freeze', reason: freeze.reason, until: freeze.to };
  if (within(calendar, now)) return undefined;
  const start = Math.floor(now / minute);
  let ahead = 1;
  while (ahead < horizon && !within(calendar, (start + ahead) * minute)) ahead++;
  return { because: 'hours', reason: '', until: (start + ahead) * minute };
}

function within({ hours, timeZone }: Calendar, now: number): boolean {
  if (hours.length === 0) return true;
  const { day, time } = wallClock(timeZone, now);
  return hours.some(({ days, from, to }) => days.includes(day) && time >= from && time < to);
}

/** What a clock on the wall of that time zone shows. */
function wallClock(timeZone: string, now: number): { readonly day: string; readonly time: number } {
  const parts = formatOf(timeZone).formatToParts(now);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return { day: part('weekday').toLowerCase(), time: Number(part('hour')) * 60 + Number(part('minute')) };
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** A time zone that does not exist, and stretches that end before they begin: nothing would ever be open, or nothing frozen. */
export function calendarProblems({ document, root }: ReadMigration): readonly Finding[] {
  const { calendar } = document.spec;
  if (calendar === undefined) return [];
  const at = (...path: readonly (string | number)[]) => ({
    source: placeOf(nodeAt(root, ['spec', 'calendar', ...path])),
  });
  const zone = calendar.timeZone;
  const known = zone === undefined || isTimeZone(zone);
  return [
    ...(known ? [] : [finding('MIG042', { field: 'timeZone', value: zone }, at('timeZone'))]),
    ...(calendar.hours ?? []).flatMap(({ from, to }, index) =>
      minutesOf(from) < minutesOf(to)
        ? []
        : [finding('MIG042', { field: 'hours', value: `${from}-${to}` }, at('hours', index))],
    ),
    ...(calendar.freezes ?? []).flatMap(({ from, to }, index) =>
      Date.parse(from) < Date.parse(to)
        ? []
        : [finding('MIG042', { field: 'freezes', value: `${from} - ${to}` }, at('freezes', index))],
    ),
  ];
}

function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}
