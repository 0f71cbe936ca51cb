/** An entry of a table: a path of a route with what it needs for ordering. */
export interface Entry {
  /** The path as written. */
  readonly path: string;
  readonly priority: number;
}

/**
 * Paths of routes in the order in which lua-resty-radixtree tries them: entries of the very path, then entries with
 * ever shorter literal beginnings. Within one literal: higher priority, then the longer path as written, then the order
 * of registration.
 */
export interface PathTable<T extends Entry> {
  /** The first entry, in order, that `accept` takes. */
  find(path: string, accept: (entry: T, exact: boolean) => boolean): T | undefined;
}

/** `key` is the literal beginning; undefined for a path without wildcards. */
export function pathTable<T extends Entry>(entries: readonly T[], key: (entry: T) => string | undefined): PathTable<T> {
  const exact = new Map<string, T[]>();
  const prefixes = new Map<string, T[]>();
  for (const entry of entries) {
    const prefix = key(entry);
    insert(prefix === undefined ? exact : prefixes, prefix ?? entry.path, entry);
  }
  // Lengths that occur, longest first: a request tries one substring for each.
  const lengths = [...new Set([...prefixes.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);
  return {
    find(path, accept) {
      for (const entry of exact.get(path) ?? []) if (accept(entry, true)) return entry;
      for (const length of lengths) {
        if (length > path.length) continue;
        const list = prefixes.get(path.slice(0, length));
        if (list === undefined) continue;
        for (const entry of list) if (accept(entry, false)) return entry;
      }
      return undefined;
    },
  };
}

function insert<T extends Entry>(table: Map<string, T[]>, key: string, entry: T): void {
  const list = table.get(key);
  if (list === undefined) {
    table.set(key, [entry]);
    return;
  }
  const place = list.findIndex(
    (other) =>
      entry.priority > other.priority || (entry.priority === other.priority && entry.path.length > other.path.length),
  );
  list.splice(place < 0 ? list.length : place, 0, entry);
}

/** The bytes before the first wildcard; undefined when there is none. `:` is one only where the router knows parameters. */
export function literalBeginning(path: string, withParameters: boolean): string | undefined {
  const colon = withParameters ? path.indexOf(':') : -1;
  if (colon >= 0) return path.slice(0, colon);
  const star = path.indexOf('*');
  return star < 0 ? undefined : path.slice(0, star);
}
