/** One rule of an HTTPRoute: matches, filters and backends. What refuses sends to a Service without endpoints. */
import type { JsonObject } from '../envoy/config.ts';
import type { Share } from './action.ts';
import type { Backend } from './backends.ts';
import { type Spoken, unserved } from './rules.ts';

export interface Backends {
  readonly byCluster: ReadonlyMap<string, Backend>;
  /** The reference to a Service that nothing answers for; says so that it must be written. */
  closed(): JsonObject;
}

/** Most backendRefs of a rule. */
const most = 16;

export function ruleOf({ matches, part }: Spoken, backends: Backends): JsonObject {
  const action = part?.action ?? unserved;
  const redirects = action.filters.some(({ type }) => type === 'RequestRedirect');
  const refs = action.shares.flatMap((share) => refsOf(share, action, backends));
  const filters = [
    ...action.filters,
    ...action.mirrors.flatMap(({ name, percent }) => {
      const [ref] = backends.byCluster.get(name)?.refs ?? [];
      if (ref === undefined) return [];
      const backendRef = { name: ref.name, port: ref.port };
      return [{ type: 'RequestMirror', requestMirror: { backendRef, ...fraction(percent) } }];
    }),
  ];
  return {
    matches,
    filters: filters.length === 0 ? undefined : filters,
    // The API answers 500 for a rule without backends, and 503 for one whose backends have no endpoints.
    backendRefs:
      refs.length > 0 ? refs.slice(0, most) : redirects || action.status === 500 ? undefined : [backends.closed()],
    timeouts: action.timeout === undefined || redirects ? undefined : { request: action.timeout },
  };
}

function fraction(percent: number | undefined): JsonObject {
  if (percent === undefined) return {};
  if (Number.isInteger(percent)) return { percent };
  return { fraction: { numerator: Math.round(percent * 10_000), denominator: 1_000_000 } };
}

function refsOf(
  { name, weight, host }: Share,
  { shares, byNode }: { readonly shares: readonly Share[]; readonly byNode: boolean },
  { byCluster }: Backends,
): readonly JsonObject[] {
  return (byCluster.get(name)?.refs ?? []).map((ref) => {
    const own = byNode ? ref.host : host;
    return {
      name: ref.name,
      port: ref.port,
      weight: shares.length === 1 ? ref.weight : ref.weight * weight,
      filters:
        own === undefined
          ? undefined
          : [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'Host', value: own }] } }],
    };
  });
}
