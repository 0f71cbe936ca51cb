import { type Data, flag, isData, present, table, tableOrEmpty, text, unknownFields } from '../data.ts';
import { compileMatch, type CompiledMatch } from './match.ts';
import { type Mutate, parseMutations } from './mutate.ts';
import { compileDirect, type Direct } from './direct.ts';
import { compileForward, type Forwarding } from './forward.ts';
import { compileRedirect, type Redirect } from './redirect.ts';

export type Action =
  | { readonly kind: 'forward'; readonly forward: Forwarding }
  | { readonly kind: 'redirect'; readonly redirect: Redirect }
  | { readonly kind: 'direct'; readonly direct: Direct }
  | { readonly kind: 'unknown' };

/** A `Route` with what virtual host and route configuration add to it. */
export interface RouteEntry extends CompiledMatch {
  readonly name: string;
  /** Pointer to the route in the configuration. */
  readonly at: string;
  readonly action: Action;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Header changes from route to virtual host to route configuration, or the other way round where the configuration says so. */
  readonly requestMutations: readonly Mutate[];
  readonly responseMutations: readonly Mutate[];
  /** `typed_per_filter_config` of route configuration, virtual host, route, in this order. */
  readonly perFilter: readonly Data[];
  /** What traces call the request; a gateway that traces tells it to the node. */
  readonly operation: string | undefined;
  /** Whether the node is told how often the request has been sent. */
  readonly countsAttempts: boolean;
  /** Fields that are not known. */
  readonly unknown: readonly string[];
}

/** What surrounds a route: route configuration and virtual host, the outer one first. */
export interface Scope {
  readonly data: Data;
  readonly request: Mutate | undefined;
  readonly response: Mutate | undefined;
  readonly perFilter: Data | undefined;
}

export const scopeOf = (data: Data): Scope => ({
  data,
  request: parseMutations(data, 'request'),
  response: parseMutations(data, 'response'),
  perFilter: table(data, 'typed_per_filter_config'),
});

const known = [
  'name',
  'match',
  'route',
  'redirect',
  'direct_response',
  'metadata',
  'decorator',
  'typed_per_filter_config',
  'request_headers_to_add',
  'request_headers_to_remove',
  'response_headers_to_add',
  'response_headers_to_remove',
  'tracing',
  'per_request_buffer_limit_bytes',
  'request_body_buffer_limit',
  'stat_prefix',
];

export function compileRoute(route: Data, at: string, scopes: readonly Scope[], widestFirst: boolean): RouteEntry {
  const own = scopeOf(route);
  const inward = [...scopes, own];
  const order = widestFirst ? inward : inward.toReversed();
  return {
    ...compileMatch(tableOrEmpty(route, 'match')),
    name: text(route, 'name') ?? '',
    at,
    action: actionOf(route, scopes),
    metadata: Object.fromEntries(
      Object.entries(tableOrEmpty(tableOrEmpty(route, 'metadata'), 'filter_metadata')).filter(([, one]) => isData(one)),
    ),
    requestMutations: order.flatMap(({ request }) => request ?? []),
    responseMutations: order.flatMap(({ response }) => response ?? []),
    perFilter: inward.flatMap(({ perFilter }) => present(perFilter)),
    operation: operationOf(tableOrEmpty(route, 'decorator')),
    countsAttempts: scopes.some(({ data }) => flag(data, 'include_request_attempt_count') === true),
    unknown: unknownFields(route, known).map((name) => `route.${name}`),
  };
}

const operationOf = (decorator: Data): string | undefined =>
  flag(decorator, 'propagate') === false ? undefined : text(decorator, 'operation');

function actionOf(route: Data, scopes: readonly Scope[]): Action {
  const forward = table(route, 'route');
  const match = tableOrEmpty(route, 'match');
  if (forward !== undefined) {
    const around = scopes.map(({ data }) => data);
    return { kind: 'forward', forward: compileForward(forward, match, around) };
  }
  const redirect = table(route, 'redirect');
  if (redirect !== undefined) return { kind: 'redirect', redirect: compileRedirect(redirect, match) };
  const direct = table(route, 'direct_response');
  return direct === undefined ? { kind: 'unknown' } : { kind: 'direct', direct: compileDirect(direct) };
}
