/**
 * A few texts that a regular expression finds, made by walking the expression: every alternative of the first group that has
 * some, the first character of a class, the least number of repetitions. What the expression does not find in the end is left out.
 */
const most = 6;

interface Walk {
  readonly source: string;
  at: number;
}

/** Texts that match; none where the expression uses what is not understood here. */
export function samplesOf(expression: string): readonly string[] {
  const ignoreCase = expression.startsWith('(?i)');
  const source = expression.replace(/^\(\?[a-z]+\)/, '');
  const walk: Walk = { source, at: 0 };
  const made = alternatives(walk);
  if (walk.at < source.length) return [];
  try {
    const check = new RegExp(source, ignoreCase ? 'i' : '');
    return [...new Set(made)].filter((text) => check.test(text)).slice(0, most);
  } catch {
    return [];
  }
}

function alternatives(walk: Walk): readonly string[] {
  const all = [...sequence(walk)];
  while (walk.source[walk.at] === '|') {
    walk.at++;
    all.push(...sequence(walk));
  }
  return all.slice(0, most);
}

function sequence(walk: Walk): readonly string[] {
  let made: readonly string[] = [''];
  while (walk.at < walk.source.length && !'|)'.includes(walk.source[walk.at] ?? '')) {
    const part = repeated(walk, piece(walk));
    made = made.flatMap((before) => part.map((after) => before + after)).slice(0, most);
  }
  return made;
}

function piece(walk: Walk): readonly string[] {
  const char = walk.source[walk.at++] ?? '';
  if (char === '^' || char === '$') return [''];
  if (char === '.') return ['x'];
  if (char === '(') return group(walk);
  if (char === '[') return [classOf(walk)];
  return char === '\\' ? [escaped(walk)] : [char];
}

function group(walk: Walk): readonly string[] {
  const rest = walk.source.slice(walk.at);
  const look = /^\?<?[=!]/.exec(rest);
  const head = /^\?(?::|P?<\w+>|[a-z]+:)/.exec(rest);
  walk.at += (look ?? head)?.[0].length ?? 0;
  const made = alternatives(walk);
  walk.at++;
  // What is only looked at adds nothing to the text.
  return look === null ? made : [''];
}

const shorthands: Readonly<Record<string, string>> = {
  d: '7',
  w: 'x',
  s: ' ',
  D: 'x',
  W: '-',
  S: 'x',
  b: '',
  B: '',
  A: '',
  z: '',
  t: '\t',
  n: '\n',
  r: '\r',
};

function escaped(walk: Walk): string {
  const char = walk.source[walk.at++] ?? '';
  const hex = char === 'x' ? /^([0-9a-fA-F]{2})/.exec(walk.source.slice(walk.at))?.[1] : undefined;
  if (hex === undefined) return shorthands[char] ?? char;
  walk.at += 2;
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** One character of a class; of a negated one a character that it does not name. */
function classOf(walk: Walk): string {
  const start = walk.at;
  const negated = walk.source[walk.at] === '^';
  if (negated) walk.at++;
  let first: string | undefined;
  while (walk.at < walk.source.length && (walk.source[walk.at] !== ']' || walk.at === start + Number(negated))) {
    const char = walk.source[walk.at++] ?? '';
    const one = char === '\\' ? escaped(walk) : char;
    if (one.length === 1) first ??= one;
  }
  walk.at++;
  if (!negated) return first ?? 'x';
  const check = new RegExp(walk.source.slice(start - 1, walk.at));
  return ['x', '7', '-', ' ', '~'].find((one) => check.test(one)) ?? 'x';
}

function repeated(walk: Walk, made: readonly string[]): readonly string[] {
  const counted = /^(?:([*+?])|\{(\d+)(?:,\d*)?\})[?+]?/.exec(walk.source.slice(walk.at));
  if (counted === null) return made;
  walk.at += counted[0].length;
  const [, sign, least] = counted;
  if (sign === '?' || sign === '*') return [...made, ''];
  if (sign === '+') return made;
  return made.map((text) => text.repeat(Math.min(Number(least), 64)));
}
