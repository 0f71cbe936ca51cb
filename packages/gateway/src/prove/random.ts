/** Numbers that look random and are the same on every run: mulberry32. */
export interface Dice {
  /** From 0 (included) to 1 (excluded). */
  next(): number;
  /** One of the list; undefined when it is empty. */
  pick<T>(list: readonly T[]): T | undefined;
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, pick: (list) => list[Math.floor(next() * list.length)] };
}
