import { RE2JS } from 're2js';
import { type Data, table, text } from '../data.ts';

/** Whether the whole text matches, as Envoy's `safe_regex` asks. */
export type Pattern = (text: string) => boolean;

/**
 * A pattern of RE2. Where it means the same to JavaScript, JavaScript's own engine runs it, which is many times faster; a
 * pattern that could make that engine hang, and whatever it would read otherwise, stays with RE2.
 */
export function fullMatch(pattern: string): Pattern {
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  const made = matcher(pattern);
  if (matchers.size < mostPatterns) matchers.set(pattern, made);
  return made;
}

/** Many routes ask the same of one request. */
const matchers = new Map<string, Pattern>();
const mostPatterns = 10_000;

function matcher(pattern: string): Pattern {
  const alternatives = words.exec(pattern) === null ? undefined : new Set(pattern.split('|'));
  if (alternatives !== undefined) return (value) => alternatives.has(value);
  const same = likewise(pattern);
  if (same !== undefined) {
    const compiled = new RegExp(`^(?:${same})$`, 'su');
    return (value) => compiled.test(value);
  }
  const compiled = compile(pattern);
  const matches = remembered((value) => compiled.matches(value));
  // What asks for an argument is asked of many targets without any.
  return pattern.startsWith('[^?]*\\?') ? (value) => value.includes('?') && matches(value) : matches;
}

/** RE2 takes its time, and hosts and paths come again and again. */
function remembered<T>(ask: (value: string) => T): (value: string) => T {
  const answers = new Map<string, T>();
  return (value) => {
    const known = answers.get(value);
    if (known !== undefined) return known;
    const made = ask(value);
    if (answers.size >= mostRemembered) answers.clear();
    answers.set(value, made);
    return made;
  };
}

const mostRemembered = 200;

/** Whether the pattern is found anywhere. */
export function search(pattern: string): Pattern {
  const compiled = compile(pattern);
  return (value) => compiled.test(value);
}

/** Every match replaced; `\1` in the substitution is the first group (RegexMatchAndSubstitute). */
export function replaceAll(pattern: string, substitution: string): (text: string) => string {
  const compiled = compile(pattern);
  // `$` is the sign for groups in the language here; two digits, so that a digit may follow.
  const replacement = substitution.replace(/\$|\\([\d\\])/g, (_, escaped?: string) => {
    if (escaped === undefined) return '$$';
    if (escaped === '\\') return escaped;
    return escaped === '0' ? '$&' : `$0${escaped}`;
  });
  return remembered((value) => compiled.matcher(value).replaceAll(replacement));
}

export function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(withoutBytes(pattern));
  } catch {
    return RE2JS.compile('[^\\x00-\\x{10FFFF}]');
  }
}

/** The text of a RegexMatcher. */
export const regexText = (matcher: Data): string => text(matcher, 'regex') ?? '';

/** Full match of a RegexMatcher field. */
export function regexField(data: Data, name: string): Pattern | undefined {
  const matcher = table(data, name);
  return matcher === undefined ? undefined : fullMatch(regexText(matcher));
}

/** `\\C`, any byte, as any character: the text is characters here. */
const withoutBytes = (pattern: string): string =>
  pattern.replace(/\\([^])/g, (whole, char: string) => (char === 'C' ? '(?s:.)' : whole));

const words = /^[\w :/@,-]+(?:\|[\w :/@,-]+)*$/;
const punctuation = /[-[\]{}()*+?.,\\^$|#/ ]/;

/** The pattern for JavaScript with the flag `u`; undefined when that is not sure to be the same. */
function likewise(pattern: string): string | undefined {
  let made = '';
  let repeats = 0;
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at] ?? '';
    if (char === '\\') {
      const escape = escaped(pattern[at + 1] ?? '');
      if (escape === undefined) return undefined;
      made += escape;
      at += 2;
    } else if (char === '[') {
      const end = classEnd(pattern, at);
      const inside = end === undefined ? undefined : classText(pattern.slice(at + 1, end));
      if (end === undefined || inside === undefined) return undefined;
      made += `[${inside}]`;
      at = end + 1;
    } else if (char === '(') {
      if (pattern[at + 1] === '?' && pattern[at + 2] !== ':') return undefined;
      made += char;
      at++;
    } else if (char === '{') {
      const counted = /^\{\d{1,3}(?:,\d{0,3})?\}/.exec(pattern.slice(at))?.[0];
      if (counted === undefined) return undefined;
      repeats++;
      made += counted;
      at += counted.length;
    } else {
      if (char === ']' || char === '}') return undefined;
      if (char === '*' || char === '+') repeats++;
      made += char === '.' ? '[^\\n]' : char;
      at++;
    }
  }
  // A repeated group that repeats inside, or many open repetitions, may take JavaScript for ever.
  if (repeats > 4 || /\)[*+{]/.test(made) || /[*+?}][*+]/.test(made)) return undefined;
  try {
    RegExp(made, 'su');
    RE2JS.compile(withoutBytes(pattern));
    return made;
  } catch {
    return undefined;
  }
}

function escaped(char: string): string | undefined {
  if (char === 'd' || char === 'D' || char === 'w' || char === 'W' || char === 'n' || char === 't' || char === 'r')
    return `\\${char}`;
  if (char === 's') return '[\\t\\n\\f\\r ]';
  if (char === 'C') return '[^]';
  if (char === '') return undefined;
  if (punctuation.test(char)) return /[-, #]/.test(char) ? char : `\\${char}`;
  return /[~!@%&_=:;"'<>`]/.test(char) ? char : undefined;
}

function classEnd(pattern: string, start: number): number | undefined {
  let at = start + 1;
  if (pattern[at] === '^') at++;
  if (pattern[at] === ']') return undefined;
  for (; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === ']') return at;
    else if (pattern[at] === '[') return undefined;
  }
  return undefined;
}

/** A class without names of classes; `u` wants fewer escapes than RE2 allows. */
function classText(inside: string): string | undefined {
  let made = '';
  for (let at = 0; at < inside.length; at++) {
    const char = inside[at] ?? '';
    if (char !== '\\') {
      made += char;
      continue;
    }
    const next = inside[++at] ?? '';
    if (/[dwntr]/.test(next)) made += `\\${next}`;
    else if (next === 's') made += '\\t\\n\\f\\r ';
    else if (next === '-' || (punctuation.test(next) && !/[, #]/.test(next))) made += `\\${next}`;
    else if (/[~!@%&_=:;"'<>`, #]/.test(next)) made += next;
    else return undefined;
  }
  return made;
}
