/**
 * A share as a set of file names. A request draws four digits, 0000 to 9999, and goes to the new side when the draw is below
 * the share in hundredths of a percent. Below 2537 is everything that begins with 0, 1, 20 to 24, 250 to 252 or 2530 to 2536:
 * a file for each of these beginnings, at most 36, and a request that looks for its own four beginnings finds one or none. Pure.
 */

/** Digits of a draw. */
export const digits = 4;

/** Beginnings of the draws below a share, which is given in hundredths of a percent. */
export function beginnings(weight: number): readonly string[] {
  if (weight >= 10 ** digits) return tens.map(String);
  const text = String(weight).padStart(digits, '0');
  return text
    .split('')
    .flatMap((digit, at) => tens.slice(0, Number(digit)).map((less) => `${text.slice(0, at)}${less}`));
}

const tens = Array.from({ length: 10 }, (_, digit) => digit);

/** The share, in hundredths of a percent, that a set of beginnings makes; other names count for nothing. */
export function weightOfBeginnings(names: readonly string[]): number {
  const known = new Set(names.filter((name) => /^\d{1,4}$/.test(name)));
  const shorter = (name: string): boolean =>
    Array.from({ length: name.length - 1 }, (_, length) => name.slice(0, length + 1)).some((begin) => known.has(begin));
  return [...known].filter((name) => !shorter(name)).reduce((sum, name) => sum + 10 ** (digits - name.length), 0);
}
