/** Matches of phases as expressions of PCRE, for edges that match by those. As the edge on Envoy matches. Pure. */
import type { PhaseMatch } from './model.ts';

/** All of a Host header, port and all, to be compared without case; undefined when every host matches. */
export function hostExpression(hosts: readonly string[]): string | undefined {
  if (hosts.length === 0 || hosts.includes('*')) return undefined;
  const one = (host: string): string => (host.startsWith('*') ? `[^:]+${literal(host.slice(1))}` : literal(host));
  return `(?:${hosts.map(one).join('|')})(?::[0-9]+)?`;
}

/** The beginning of a path as sent, without the query, up to its end where a path must end; undefined when every path matches. */
export function pathExpression(paths: PhaseMatch['paths']): string | undefined {
  if (paths.length === 0) return undefined;
  return `(?:${paths.map(onePath).join('|')})`;
}

function onePath(path: PhaseMatch['paths'][number]): string {
  if ('exact' in path) return `${literal(path.exact)}$`;
  return 'prefix' in path ? literal(path.prefix) : `(?:${path.regex})$`;
}

export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
