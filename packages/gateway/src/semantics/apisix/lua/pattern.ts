import { type Context, createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';

/** A match: the whole text, then the groups; a group that took no part is undefined. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A pattern as `ngx.re` runs it: PCRE without UTF mode on bytes. */
export interface Pattern {
  test(subject: string): boolean;
  exec(subject: string, from?: number): Match | undefined;
}

const cache = new Map<string, Pattern | undefined>();
const remembered = 2000;

/**
 * Compiles a pattern, or undefined when it is none that can be run (`ngx.re` then answers nil and an error, which
 * callers read as "no match"). RE2 runs what it accepts, in linear time and with the same leftmost-first meaning. Only
 * look-around, backreferences, possessive and atomic groups go to the engine of JavaScript, under a time limit, as PCRE
 * itself gives up at its match limit.
 */
export function pattern(source: string, ignoreCase = false): Pattern | undefined {
  const key = `${ignoreCase ? 'i' : '-'}${source}`;
  if (cache.has(key)) return cache.get(key);
  const made = compile(source, ignoreCase);
  if (cache.size >= remembered) cache.clear();
  cache.set(key, made);
  return made;
}

function compile(source: string, ignoreCase: boolean): Pattern | undefined {
  const fast = linear(source, ignoreCase);
  const slow = fast === undefined ? backtracking(source, ignoreCase) : undefined;
  const main = fast ?? slow;
  if (main === undefined) return undefined;
  if (fast === undefined || !source.includes('$')) return main;
  // PCRE's `$` also matches before a final line feed; RE2's does not.
  let other: Pattern | undefined;
  const of = (subject: string): Pattern => {
    if (!subject.endsWith('\n')) return main;
    other ??= backtracking(source, ignoreCase) ?? main;
    return other;
  };
  return { test: (subject) => of(subject).test(subject), exec: (subject, from) => of(subject).exec(subject, from) };
}

function linear(source: string, ignoreCase: boolean): Pattern | undefined {
  let compiled: RE2JS;
  try {
    // PCRE's \s holds the vertical tab, RE2's does not; folding beyond ASCII is kept out by the byte subjects.
    const prepared = source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g, (part) =>
      part === '\\s' ? '[\\s\\v]' : part === '\\S' ? '[^\\s\\v]' : part,
    );
    compiled = RE2JS.compile(prepared, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return undefined;
  }
  return {
    test: (subject) => compiled.test(subject),
    exec: (subject, from = 0) => {
      const matcher = compiled.matcher(subject);
      if (!matcher.find(from)) return undefined;
      const groups: (string | undefined)[] = [];
      for (let index = 0; index <= matcher.groupCount(); index++) groups.push(matcher.group(index) ?? undefined);
      return { start: matcher.start(), end: matcher.end(), groups };
    },
  };
}

const limit = 100;

/** Made when the first such pattern comes: most configurations have none. */
let engine: { readonly sandbox: Context; readonly run: Script } | undefined;

function limited(compiled: RegExp, subject: string): RegExpExecArray | null {
  engine ??= { sandbox: createContext({}), run: new Script('pattern.exec(subject)') };
  const { sandbox, run } = engine;
  sandbox['pattern'] = compiled;
  sandbox['subject'] = subject;
  // The script is `pattern.exec(subject)` of a RegExp, nothing else.
  return run.runInContext(sandbox, { timeout: limit }) as RegExpExecArray | null;
}

function backtracking(source: string, ignoreCase: boolean): Pattern | undefined {
  let compiled: RegExp;
  try {
    compiled = new RegExp(translate(source), `g${ignoreCase ? 'i' : ''}`);
  } catch {
    return undefined;
  }
  const exec = (subject: string, from = 0): Match | undefined => {
    compiled.lastIndex = from;
    try {
      const found = limited(compiled, subject);
      if (found === null) return undefined;
      return { start: found.index, end: found.index + found[0].length, groups: Array.from(found) };
    } catch {
      return undefined;
    }
  };
  return { test: (subject) => exec(subject) !== undefined, exec };
}

const classes: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\v\\f\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
  word: '\\w',
};

/** PCRE's notation in JavaScript's. What has none (recursion, conditionals) fails to compile, as it should. */
function translate(source: string): string {
  let atoms = 0;
  const atomic = (inner: string): string => `(?=(?<atom${++atoms}>${inner}))\\k<atom${atoms}>`;
  return source
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\[\s\S]|\[\^?\]?(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*\]|\.|\$/g, (part) => {
      if (part === '.') return '[^\\n]';
      if (part === '$') return '(?=\\n?(?![\\s\\S]))';
      if (part === '\\A') return '(?<![\\s\\S])';
      if (part === '\\z') return '(?![\\s\\S])';
      if (part === '\\Z') return '(?=\\n?(?![\\s\\S]))';
      if (part === '\\h') return '[ \\t]';
      if (part === '\\s') return '[ \\t\\n\\v\\f\\r]';
      if (part === '\\S') return '[^ \\t\\n\\v\\f\\r]';
      if (!part.startsWith('[')) return part;
      return part
        .replace(/^(\[\^?)\]/, '$1\\]')
        .replace(/\[:(\w+):\]/g, (_, name: string) => classes[name] ?? '')
        .replace(/\\s/g, ' \\t\\n\\v\\f\\r');
    })
    .replace(
      /((?:\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|[^\\()[\]{}*+?|]))([*+?]|\{\d+(?:,\d*)?\})\+/g,
      (_, item: string, times: string) => atomic(item + times),
    );
}
