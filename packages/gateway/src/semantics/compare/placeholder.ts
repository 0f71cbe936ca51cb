import { literalPattern } from '@banyan/core/pattern.ts';

/**
 * Placeholders stand in recorded answers for values that change from run to run. U+FFFD stands where the recorder could
 * not read bytes as text.
 */
const shapes: Readonly<Record<string, string>> = {
  uuid: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}',
  seconds: '\\d+(?:\\.\\d+)?',
  token: '[A-Za-z0-9+/=_%.-]+',
  date: '[A-Z][a-z]{2}, [0-9]{2}[ -][A-Z][a-z]{2}[ -][0-9]{2,4} [0-9:]{8} GMT',
  port: '\\d{1,5}',
  time: '[0-9.:TZ+ -]+',
  'lua-resty-http': 'lua-resty-http/\\S+ \\(Lua\\) ngx_lua/\\d+',
};

const token = /<(uuid|generated:\d+|seconds|token|date|port|time|lua-resty-http)>|\uFFFD+/g;

/** The expression for recorded text; undefined when it holds no placeholder. */
function pattern(expected: string): RegExp | undefined {
  let source = '';
  let from = 0;
  for (const match of expected.matchAll(token)) {
    source += literalPattern(expected.slice(from, match.index)) + shapeOf(match[1]);
    from = match.index + match[0].length;
  }
  return from === 0 ? undefined : new RegExp(`^${source}${literalPattern(expected.slice(from))}$`, 's');
}

function shapeOf(name: string | undefined): string {
  if (name === undefined) return '.+';
  const length = /^generated:(\d+)$/.exec(name)?.[1];
  if (length !== undefined) return `.{${length}}`;
  return shapes[name] ?? '.+';
}

/** Whether the whole text stands for a value that changes. */
export const isPlaceholder = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.replace(token, '') === '';

/** Whether observed text is the recorded one, placeholders allowed. */
export const sameText = (expected: string, observed: string): boolean =>
  expected === observed || (pattern(expected)?.test(observed) ?? false);

/** Observed text in the files' own notation: what fits the recorded placeholders is written as they are. */
export const withPlaceholders = (expected: string | undefined, observed: string): string =>
  expected !== undefined && sameText(expected, observed) ? expected : observed;
