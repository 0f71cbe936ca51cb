import { pattern } from '../lua/pattern.ts';

/** What a path's parameters matched, by name; undefined when the path does not fit. */
export type PathPattern = (path: string) => ReadonlyMap<string, string> | undefined;

const none: ReadonlyMap<string, string> = new Map();

/**
 * The second test of a path with wildcards, after its literal beginning has matched (radixtree.lua, compare_param). A
 * segment that begins with `*` spans anything (slashes too), one that begins with `:` is one segment. All other text
 * goes into the pattern as it is: `.` or `+` in a path mean what they mean in PCRE. A path whose wildcards all stand
 * inside segments captures nothing and passes without a look at its tail.
 */
export function pathPattern(path: string): PathPattern {
  const segments = path.split('/');
  while (segments.length > 0 && segments.at(-1) === '') segments.pop();
  const names: string[] = [];
  const parts = segments.map((segment) => {
    const first = segment.charAt(0);
    if (first !== ':' && first !== '*') return segment;
    names.push(segment.slice(1) || (first === '*' ? ':ext' : ''));
    return first === ':' ? '([^\\/]+)' : '((.|\\n)*)';
  });
  if (names.length === 0) return () => none;
  const plain = simple(path, segments, names);
  if (plain !== undefined) return plain;
  const compiled = pattern(parts.join('\\/') + (path.endsWith('/') ? '\\/' : ''));
  return (request) => {
    const found = compiled?.exec(request);
    if (found === undefined || found.groups[0] !== request) return undefined;
    const values = new Map<string, string>();
    // The groups are named one after the other although `*` makes two of them (`((.|\n)*)`).
    for (let index = 1; index < found.groups.length; index++) {
      const name = names[index - 1];
      const value = found.groups[index];
      if (name !== undefined && value !== undefined) values.set(name, value);
    }
    return values;
  };
}

/** `/literal/*` with a literal that means itself in a pattern: the prefix has been compared already. */
function simple(path: string, segments: readonly string[], names: readonly string[]): PathPattern | undefined {
  if (names.length !== 1 || (!path.endsWith('/*') && path !== '*')) return undefined;
  if (!segments.slice(0, -1).every((segment) => /^[\w%~!@&=,;:'"<>#-]*$/.test(segment))) return undefined;
  const start = path.length - 1;
  return (request) =>
    request.startsWith(path.slice(0, start)) ? new Map([[':ext', request.slice(start)]]) : undefined;
}
