/** `${{NAME}}` and `${{NAME:=default}}`, as APISIX replaces them (`apisix/cli/file.lua`, var_sub). */

export type Environment = Readonly<Record<string, string | undefined>>;

// Lua's `%${%{%s*([%w_]+[%:%=]?.-)%s*%}%}`
const reference = /\$\{\{[ \t\n\v\f\r]*(\w+[:=]?[^]*?)[ \t\n\v\f\r]*\}\}/g;

export interface Use {
  readonly at: number;
  readonly length: number;
  readonly name: string;
  /** undefined when the variable is not set and has no default: APISIX then ignores the whole file. */
  readonly value: string | undefined;
}

/** Every use of a variable in a text, in order. */
export function usesIn(text: string, environment: Environment): Use[] {
  return Array.from(text.matchAll(reference), (match) => {
    const inner = match[1] ?? '';
    const assign = inner.indexOf(':=');
    const name = assign < 0 ? inner : inner.slice(0, assign);
    const fallback = assign < 0 ? undefined : inner.slice(assign + 2).trim();
    return { at: match.index, length: match[0].length, name, value: environment[name] ?? fallback };
  });
}
