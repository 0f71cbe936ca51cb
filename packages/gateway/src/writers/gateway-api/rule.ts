/** One rule of an HTTPRoute: matches, filters and backends. What refuses sends to a Service without endpoints. */
import type { JsonObject } from '../envoy/config.ts';
import type { Share } from './action.ts';
import type { Backend } from './backends.ts';
import { type Spoken, unserved } from './rules.ts';

export interface Backends {
  readonly byCluster: ReadonlyMap<string, Backend>;
  /** Members of a rule that answers 503. */
  refusal(): JsonObject;
  /** A filter of Envoy Gateway by its name. */
  extension(kind: string, spec: JsonObject): JsonObject;
}

/** Most backendRefs of a rule. */
const most = 16;

export function ruleOf({ matches, part }: Spoken, backends: Backends): JsonObject {
  const action = part?.action ?? unserved;
  const answers =
    action.filters.some(({ type }) => type === 'RequestRedirect') ||
    action.extensions.some(([kind]) => kind === 'answer');
  const refs = action.shares.flatMap((share) => refsOf(share, action, backends));
  const filters = [
    ...action.filters,
    ...action.mirrors.flatMap(({ name, percent }) => {
      const [ref] = backends.byCluster.get(name)?.refs ?? [];
      if (ref === undefined) return [];
      return [{ type: 'RequestMirror', requestMirror: { backendRef: ref.ref, ...fraction(percent) } }];
    }),
    ...action.extensions.map(([kind, spec]) => backends.extension(kind, spec)),
  ];
  // The API answers 500 for a rule without backends, and 503 for one whose backends have no endpoints.
  const none = refs.length > 0 || answers || action.status === 500 ? {} : backends.refusal();
  return {
    matches,
    filters: filters.length === 0 ? undefined : filters,
    backendRefs: refs.length > 0 ? refs.slice(0, most) : undefined,
    ...none,
    timeouts: action.timeout === undefined ? undefined : { request: action.timeout },
    retry: action.retries === undefined || refs.length === 0 ? undefined : { attempts: action.retries },
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
      ...ref.ref,
      weight: shares.length === 1 ? ref.weight : ref.weight * weight,
      filters:
        own === undefined
          ? undefined
          : [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'Host', value: own }] } }],
    };
  });
}
