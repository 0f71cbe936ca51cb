/** An argument: its text, or true when it was written without `=`. */
export type Argument = string | true;

/** Undoes percent escapes (a broken one stays as it is) and, where forms use it, `+` for a blank. */
export function unescape(text: string, plusIsBlank = true): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  return text.replace(/\+|%[0-9a-fA-F]{2}/g, (part) => {
    if (part === '+') return plusIsBlank ? ' ' : '+';
    return String.fromCharCode(Number.parseInt(part.slice(1), 16));
  });
}

/** `ngx.req.get_uri_args`: decoded, in order, repeated names with all their values; names that are empty are left out. */
export function parseArguments(query: string): ReadonlyMap<string, readonly Argument[]> {
  const found = new Map<string, Argument[]>();
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    const name = unescape(equals < 0 ? part : part.slice(0, equals));
    if (name === '') continue;
    const value: Argument = equals < 0 ? true : unescape(part.slice(equals + 1));
    const known = found.get(name);
    if (known === undefined) found.set(name, [value]);
    else known.push(value);
  }
  return found;
}
