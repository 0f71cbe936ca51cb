/** `${{NAME}}` and `${{NAME:=default}}`, as APISIX replaces them (`apisix/cli/file.lua`, var_sub). */

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Lua's `%${%{%s*([%w_]+[%:%=]?.-)%s*%}%}` up to the name. The end is looked up apart: one expression for the whole would take
 * quadratic time where ends are missing.
 */
const opening = /\$\{\{[ \t\n\v\f\r]*(?=\w)/g;
const blank = ' \t\n\v\f\r';

export interface Use {
  readonly at: number;
  readonly length: number;
  readonly name: string;
  /** undefined when the variable is not set and has no default: APISIX then ignores the whole file. */
  readonly value: string | undefined;
}

/** Where the text between two offsets ends without the blanks behind it. */
function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && blank.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

/** Every use of a variable in a text, in order. */
export function usesIn(text: string, environment: Environment): Use[] {
  const uses: Use[] = [];
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const from = opening.lastIndex;
    const end = text.indexOf('}}', from);
    if (end < 0) return uses;
    const inner = text.slice(from, trimmedEnd(text, from, end));
    const assign = inner.indexOf(':=');
    const name = assign < 0 ? inner : inner.slice(0, assign);
    const fallback = assign < 0 ? undefined : inner.slice(assign + 2).trim();
    uses.push({ at: match.index, length: end + 2 - match.index, name, value: environment[name] ?? fallback });
    opening.lastIndex = end + 2;
  }
  return uses;
}
