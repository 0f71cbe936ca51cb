/** One thing that an HTTPRouteMatch can ask for, all parts together; there is no negation in it. */
import { coversPath, meetPaths, type Path } from './path.ts';
import { coversText, type Meeting, meetTexts, type Text } from './text.ts';

export interface Row {
  readonly path: Path;
  /** undefined: any. */
  readonly methods: ReadonlySet<string> | undefined;
  /** By names in lower case. */
  readonly headers: ReadonlyMap<string, Text>;
  readonly parameters: ReadonlyMap<string, Text>;
  /** Ports of the listeners at which requests arrive; undefined: any. */
  readonly ports: ReadonlySet<string> | undefined;
}

const none: ReadonlyMap<string, Text> = new Map();

export const rowOf = (path: Path, parts: Partial<Row> = {}): Row => ({
  path,
  methods: undefined,
  headers: none,
  parameters: none,
  ports: undefined,
  ...parts,
});

/** What both ask for; undefined when that is no single match. */
export function meet(one: Row, other: Row): Meeting<Row> {
  const methods = meetSets(one.methods, other.methods);
  const ports = meetSets(one.ports, other.ports);
  const path = meetPaths(one.path, other.path);
  if (methods === 'never' || ports === 'never' || path === 'never') return 'never';
  const headers = meetMaps(one.headers, other.headers);
  const parameters = meetMaps(one.parameters, other.parameters);
  if (headers === 'never' || parameters === 'never') return 'never';
  if (path === undefined || headers === undefined || parameters === undefined) return undefined;
  return { path, methods, ports, headers, parameters };
}

type Names = ReadonlySet<string> | undefined;

function meetSets(one: Names, other: Names): Names | 'never' {
  if (one === undefined || other === undefined) return one ?? other;
  const both = new Set([...one].filter((name) => other.has(name)));
  return both.size === 0 ? 'never' : both;
}

function meetMaps(
  one: ReadonlyMap<string, Text>,
  other: ReadonlyMap<string, Text>,
): Meeting<ReadonlyMap<string, Text>> {
  if (one.size === 0) return other;
  if (other.size === 0) return one;
  const all = new Map(one);
  let unsayable = false;
  for (const [name, text] of other) {
    const known = all.get(name);
    const both = known === undefined ? text : meetTexts(known, text);
    if (both === 'never') return 'never';
    if (both === undefined) unsayable = true;
    else all.set(name, both);
  }
  return unsayable ? undefined : all;
}

/** Whether the first takes every request that the second takes; when in doubt, not. */
export function covers(wide: Row, narrow: Row): boolean {
  return (
    coversSet(wide.methods, narrow.methods) &&
    coversSet(wide.ports, narrow.ports) &&
    coversMap(wide.headers, narrow.headers) &&
    coversMap(wide.parameters, narrow.parameters) &&
    coversPath(wide.path, narrow.path)
  );
}

const coversSet = (wide: Names, narrow: Names): boolean =>
  wide === undefined || (narrow !== undefined && [...narrow].every((name) => wide.has(name)));

function coversMap(wide: ReadonlyMap<string, Text>, narrow: ReadonlyMap<string, Text>): boolean {
  for (const [name, text] of wide) {
    const own = narrow.get(name);
    if (own === undefined || !coversText(text, own)) return false;
  }
  return true;
}
