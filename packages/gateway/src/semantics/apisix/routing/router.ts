import type { TraceStep } from '../../answer.ts';
import type { Exchange } from '../request/exchange.ts';
import type { Candidate, RoutingRoute } from './route.ts';

export type RouterKind = 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';

/** The route of a request and what matched. */
export interface Matched {
  readonly route: RoutingRoute;
  /** The path pattern as written. */
  readonly path: string;
  /** The host pattern; the request's host where a pattern without a star matched. Undefined when no host was asked for. */
  readonly host: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** `uri` is the path to match, which is not always `$uri`. */
export type Router = (exchange: Exchange, uri: string, trace?: TraceStep[]) => Matched | undefined;

/**
 * Tests everything beside the path of one candidate; the pattern with its parameters comes last, and not at all for a
 * path without wildcards. Returns the parameters, or undefined.
 */
export function tryCandidate(
  candidate: Candidate,
  exact: boolean,
  exchange: Exchange,
  uri: string,
  hosts: (() => boolean) | undefined,
  trace: TraceStep[] | undefined,
): ReadonlyMap<string, string> | undefined {
  const fail = (why: string): undefined => {
    trace?.push({
      step: 'path',
      detail: `${candidate.path} of ${candidate.route.id}: ${why}`,
      place: candidate.route.pointer,
    });
    return undefined;
  };
  let asked = hosts === undefined;
  for (const guard of candidate.route.guards) {
    if (!asked && (guard.kind === 'vars' || guard.kind === 'filter_func')) {
      asked = true;
      if (hosts?.() === false) return fail('host');
    }
    if (!guard.holds(exchange)) return fail(guard.kind);
  }
  if (!asked && hosts?.() === false) return fail('host');
  const parameters = exact ? nothing : candidate.pattern(uri);
  if (parameters === undefined) return fail('pattern');
  trace?.push({
    step: 'path',
    detail: `${candidate.path} of ${candidate.route.id}: matched`,
    place: candidate.route.pointer,
  });
  return parameters;
}

const nothing: ReadonlyMap<string, string> = new Map();
