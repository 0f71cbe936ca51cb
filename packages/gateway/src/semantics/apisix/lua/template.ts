import { pattern } from './pattern.ts';
import { luaText, type Value } from './value.ts';

/** A text with `$variable` or `${variable ?? default}` in it. */
export interface Template {
  /** The text with variables put in; an absent one without default is empty. */
  fill(read: (name: string) => Value | undefined, escape?: (value: string) => string): Filled;
}

export interface Filled {
  readonly text: string;
  /** How many variables had a value or a default. */
  readonly resolved: number;
}

// `\$` keeps its meaning (and its backslash): core.utils.resolve_var.
const place = /(?<!\\)\$(\{\s*([^}]+?)\s*\}|([\w.]+))/g;
const compiled = new Map<string, Template>();

/** Compiles a template once; templates come from the configuration, so there are only so many. */
export function template(source: string): Template {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const parts: (string | { readonly name: string; readonly otherwise: string | undefined })[] = [];
  let from = 0;
  for (const found of source.matchAll(place)) {
    parts.push(source.slice(from, found.index));
    const [name = '', ...defaults] = (found[2] ?? found[3] ?? '').split(/\s*\?\?\s*/);
    parts.push({ name, otherwise: defaults[0] });
    from = found.index + found[0].length;
  }
  parts.push(source.slice(from));
  const made: Template = {
    fill(read, escape) {
      let text = '';
      let resolved = 0;
      for (const part of parts) {
        if (typeof part === 'string') {
          text += part;
          continue;
        }
        const value = read(part.name) ?? part.otherwise;
        if (value === undefined) continue;
        resolved++;
        text += escape === undefined ? luaText(value) : escape(luaText(value));
      }
      return { text, resolved };
    },
  };
  if (compiled.size > 5000) compiled.clear();
  compiled.set(source, made);
  return made;
}

/** `$1`, `${2}` ... from the captures of a pattern (core.utils.resolve_var_with_captures); absent ones are empty. */
export const fillCaptures = (source: string, captures: readonly (string | undefined)[]): string =>
  source.replace(/(?<!\\)\$\{?(\d+)\}?/g, (_, index: string) => captures[Number(index)] ?? '');

/** `ngx.re.sub` or `gsub`: the result and how often it replaced; undefined when the pattern or the text is invalid. */
export function substitute(
  subject: string,
  source: string,
  replacement: string,
  options: { readonly all?: boolean; readonly ignoreCase?: boolean } = {},
): { readonly text: string; readonly count: number } | undefined {
  const compiledPattern = pattern(source, options.ignoreCase);
  if (compiledPattern === undefined) return undefined;
  let text = '';
  let from = 0;
  let count = 0;
  let search = 0;
  while (search <= subject.length) {
    const found = compiledPattern.exec(subject, search);
    if (found === undefined) break;
    text += subject.slice(from, found.start) + expand(replacement, found.groups);
    from = found.end;
    count++;
    search = found.end > found.start ? found.end : found.end + 1;
    if (found.end === found.start && found.end < subject.length) {
      text += subject.charAt(found.end);
      from = found.end + 1;
    }
    if (options.all !== true) break;
  }
  return { text: text + subject.slice(from), count };
}

/** The replacement language of ngx.re: `$0`, `$1`, `${1}`, `$$`. */
function expand(replacement: string, groups: readonly (string | undefined)[]): string {
  return replacement.replace(/\$(?:\$|(\d+)|\{(\d+)\})/g, (_, plain?: string, braced?: string) => {
    const index = plain ?? braced;
    return index === undefined ? '$' : (groups[Number(index)] ?? '');
  });
}

/** Whether a replacement can be parsed at all: a `$` must be followed by digits, braces with digits, or another `$`. */
export const validReplacement = (replacement: string): boolean =>
  !/\$(?!\$|\d|\{\d+\})/.test(replacement.replaceAll('$$', ''));
