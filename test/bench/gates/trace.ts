/**
 * What happens, whoever decides: for every five seconds and every twentieth of the users, how many requests come, and how many of them
 * would fail on the old side, and how many on the new one. A gate that sends so many twentieths to the new side sees those.
 */
import { type Draw, drawing } from './draw.ts';

/** Seconds of one slot. */
export const slotSeconds = 5;
/** Parts of the users; a share is a number of them. */
export const cells = 20;

export interface Slot {
  readonly requests: readonly number[];
  readonly old: readonly number[];
  readonly new: readonly number[];
}

export interface Trace {
  /** Slots are drawn as they are asked for, always in the same order. */
  slot(index: number): Slot;
}

export const surroundings = ['calm', 'bursty', 'noisy', 'sparse'] as const;
export type Surroundings = (typeof surroundings)[number];

/** Error ratio that the new side adds to that of the old one. */
export const truths = { healthy: 0, small: 0.02, large: 0.1 } as const;
export type Truth = keyof typeof truths;

/** Error ratio of the old side when nothing is the matter. */
const usual = 0.003;

interface Weather {
  /** Factor of the rate. */
  readonly traffic: number;
  /** Error ratio of the service behind both sides. */
  readonly errors: number;
}

/** Each is asked slot by slot. */
const weathers: Readonly<Record<Surroundings, (draw: Draw) => () => Weather>> = {
  calm: () => () => ({ traffic: 1, errors: usual }),
  /** One slot in 60 brings, for 15 seconds, three times the requests, and the service behind both sides fails one in five. */
  bursty: (draw) => {
    let left = 0;
    return () => {
      if (left > 0) left--;
      else if (draw.uniform() < 1 / 60) left = 3;
      return left > 0 ? { traffic: 3, errors: 0.2 } : { traffic: 0.8, errors: usual };
    };
  },
  /** The service behind both sides has always failed about 2 of 100, and more or less so from minute to minute. */
  noisy: (draw) => {
    let slot = 0;
    let errors = 0;
    return () => {
      if (slot++ % 12 === 0) errors = Math.min(0.1, 0.02 * Math.exp(0.5 * draw.normal()));
      return { traffic: 1, errors };
    };
  },
  /** 30 seconds of traffic, then five minutes without. */
  sparse: () => {
    let slot = 0;
    return () => ({ traffic: slot++ % 66 < 6 ? 1 : 0, errors: usual });
  },
};

/** `rate`: requests a second. */
export function traceOf(around: Surroundings, truth: Truth, rate: number, seed: number): Trace {
  const draw = drawing(seed);
  const weather = weathers[around](draw);
  const slots: Slot[] = [];
  const next = (): Slot => {
    const { traffic, errors } = weather();
    const requests = Array.from({ length: cells }, () => draw.poisson((traffic * rate * slotSeconds) / cells));
    return {
      requests,
      old: requests.map((count) => draw.binomial(count, errors)),
      new: requests.map((count) => draw.binomial(count, Math.min(1, errors + truths[truth]))),
    };
  };
  return {
    slot(index) {
      while (slots.length <= index) slots.push(next());
      return slots[index] ?? next();
    },
  };
}

export interface Seen {
  readonly requests: number;
  readonly errors: number;
}

/** What each side counts in a slot when `percent` of the users are on the new side. */
export function seen(slot: Slot, percent: number): { readonly old: Seen; readonly new: Seen } {
  const onNew = Math.round((percent * cells) / 100);
  const sum = (list: readonly number[], from: number, to: number): number =>
    list.slice(from, to).reduce((total, one) => total + one, 0);
  return {
    old: { requests: sum(slot.requests, onNew, cells), errors: sum(slot.old, onNew, cells) },
    new: { requests: sum(slot.requests, 0, onNew), errors: sum(slot.new, 0, onNew) },
  };
}

export interface Decision {
  readonly verdict: 'promoted' | 'rolled-back' | 'undecided';
  /** Seconds after the new side got its first request. */
  readonly at: number;
}

/** Something that decides about a trace. */
export type Judge = (trace: Trace) => Decision;
