/** Which values a test accepts, as a language over the value's own bytes. */
import type { Test } from '@banyan/core/condition/condition.ts';
import { withinRanges } from './addresses.ts';
import { foundIn } from './anchors.ts';
import { anything, choice, type Expression, nothing, sequence, text } from './expression.ts';
import { comparison } from './numbers.ts';
import { ordered } from './order.ts';
import { parsePattern } from './parse.ts';

/** undefined when the test cannot be said over single bytes (a pattern with \b or Unicode classes). */
export function languageOf(test: Test): Expression | undefined {
  if ('present' in test) return anything;
  if ('equals' in test) return text(test.equals);
  if ('in' in test) return choice(test.in.map(text));
  if ('prefix' in test) return sequence([text(test.prefix), anything]);
  if ('suffix' in test) return sequence([anything, text(test.suffix)]);
  if ('contains' in test) return sequence([anything, text(test.contains), anything]);
  if ('matches' in test) {
    const parsed = parsePattern(test.matches, test.ignoreCase === true);
    return parsed && foundIn(parsed);
  }
  if ('number' in test) return number(test.number.is, test.number.than);
  if ('text' in test) return ordered(test.text.is, test.text.than);
  const ranges = withinRanges(test.within);
  return ranges === undefined ? nothing : parsePattern(ranges);
}

const numbers = new Map<string, Expression | undefined>();

function number(is: Parameters<typeof comparison>[0], than: number): Expression | undefined {
  const pattern = comparison(is, than);
  if (!numbers.has(pattern)) numbers.set(pattern, parsePattern(pattern));
  return numbers.get(pattern);
}
