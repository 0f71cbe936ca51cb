import type { Json } from '../../proxies/json.ts';
import type { PhaseMatch } from '../model.ts';
import { inward } from './names.ts';

/** The conditions of Envoy routes that together say what a phase's match says. */
export function routeMatches(match: PhaseMatch): Json[] {
  const headers = [...hostCondition(match.hosts), ...methodCondition(match.methods)];
  const paths: Json[] = match.paths.length === 0 ? [{ prefix: '' }] : match.paths.map(pathCondition);
  return paths.map((path) => ({ ...asObject(path), ...(headers.length > 0 ? { headers } : {}) }));
}

/** Adds that the request came in by this entry; the entry's listener writes the header, whatever the client sent. */
export function throughEntry(match: Json, entry: string): Json {
  const { headers = [], ...rest } = asObject(match);
  // routeMatches writes a list or nothing.
  const before = headers as readonly Json[];
  return { ...rest, headers: [...before, { name: inward.entry, string_match: { exact: entry } }] };
}

function pathCondition(path: PhaseMatch['paths'][number]): Json {
  if ('exact' in path) return { path: path.exact };
  if ('prefix' in path) return { prefix: path.prefix };
  return { safe_regex: { regex: path.regex } };
}

/** One condition for all hosts: the route is tried in its place among all routes, whatever its host. */
function hostCondition(hosts: readonly string[]): Json[] {
  const regex = hostPattern(hosts);
  return regex === undefined ? [] : [{ name: ':authority', string_match: { safe_regex: { regex } } }];
}

/** RE2 over the whole authority; undefined when every host will do. */
export function hostPattern(hosts: readonly string[]): string | undefined {
  if (hosts.length === 0 || hosts.includes('*')) return undefined;
  const one = (host: string): string => (host.startsWith('*') ? `[^:]+${literal(host.slice(1))}` : literal(host));
  return `(?i)(?:${hosts.map(one).join('|')})(?::\\d+)?`;
}

/** RE2 over the whole method. */
export const methodPattern = (methods: readonly string[]): string => methods.map(literal).join('|');

function methodCondition(methods: readonly string[]): Json[] {
  if (methods.length === 0) return [];
  return [{ name: ':method', string_match: { safe_regex: { regex: methodPattern(methods) } } }];
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

// Made above or handed in by routeMatches; always an object.
const asObject = (value: Json): { readonly [key: string]: Json } => value as { readonly [key: string]: Json };
