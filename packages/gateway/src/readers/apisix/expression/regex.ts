/** PCRE as RE2, where both mean the same. */
import type { Subject } from '@banyan/core/condition/condition.ts';
import { RE2JS } from 're2js';
import type { Bounds } from './bounds.ts';
import { allOf, exactly, negate, unknown } from './bounds.ts';

function isRe2(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** End of the group that opens at `start`, or -1; classes and escapes are skipped. */
function groupEnd(pattern: string, start: number): number {
  let depth = 0;
  let inClass = false;
  for (let index = start; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') index++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return index;
  }
  return -1;
}

/** Whether an alternative stands outside of all groups: an anchor then binds only the first one. */
function hasTopAlternative(pattern: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') index++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}

/**
 * The test that a pattern is found in an attribute. Look-ahead at the very beginning is taken apart: `^(?!a)b` holds when `^b`
 * is found and `^a` is not; `^(?=a)b` when both are.
 */
export function regexTest(subject: Subject, pattern: string, ignoreCase: boolean): Bounds {
  if (isRe2(pattern)) return exactly({ subject, matches: pattern, ...(ignoreCase ? { ignoreCase } : {}) });
  const ahead = /^\^\(\?([!=])/.exec(pattern);
  const end = ahead === null ? -1 : groupEnd(pattern, 1);
  if (end < 0 || hasTopAlternative(pattern)) return unknown;
  const looked = regexTest(subject, `^(?:${pattern.slice(4, end)})`, ignoreCase);
  const rest = regexTest(subject, `^${pattern.slice(end + 1)}`, ignoreCase);
  return allOf([ahead?.[1] === '!' ? negate(looked) : looked, rest]);
}
