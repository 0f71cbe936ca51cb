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
  if (hosts.length === 0 || hosts.includes('*')) return [];
  const one = (host: string): string => (host.startsWith('*') ? `[^:]+${literal(host.slice(1))}` : literal(host));
  return [
    { name: ':authority', string_match: { safe_regex: { regex: `(?i)(?:${hosts.map(one).join('|')})(?::\\d+)?` } } },
  ];
}

function methodCondition(methods: readonly string[]): Json[] {
  if (methods.length === 0) return [];
  return [{ name: ':method', string_match: { safe_regex: { regex: methods.map(literal).join('|') } } }];
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

// Made above or handed in by routeMatches; always an object.
const asObject = (value: Json): { readonly [key: string]: Json } => value as { readonly [key: string]: Json };
