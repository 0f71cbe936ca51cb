/** Time spans and percentages as documents write them. Messages of patterns are names of forms: the catalogue has the words (MIG030). */
import { z } from 'zod';

/** `250ms`, `30s`, `10m`, `1h`, and sums such as `1h30m`. */
export const duration = z
  .string()
  .regex(/^(\d+(ms|s|m|h|d))+$/, 'duration')
  .describe('A time span: 250ms, 30s, 10m, 1h, 1h30m, 2d');

export const percent = z
  .string()
  .regex(/^\d+(\.\d+)?\s*%$/, 'percent')
  .describe('A percentage: 1%, 0.5%');

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration that the schema has accepted. */
export function durationOf(text: string): number {
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    sum += Number(amount) * (milliseconds[unit ?? ''] ?? 0);
  return sum;
}

/** Ratio of a percentage that the schema has accepted. */
export const ratioOf = (text: string): number => Number.parseFloat(text) / 100;
