/**
 * A VirtualService that holds nothing but a split: one rule for each phase, more where the order of matches of several phases
 * demands it, and what belongs to no phase on the old side. Its weights are whole percents.
 */
import { annotationsOf, migrationLabel } from '../../kubernetes/record.ts';
import type { ClaimingShape } from '../../kubernetes/claim.ts';
import type { KubernetesObject, Resource } from '../../kubernetes/object.ts';
import { parseRuleName, ruleName, stayName } from '../../kubernetes/rule-name.ts';
import { listOf, member } from '../../proxies/json.ts';
import { hostPattern, methodPattern } from '../envoy-edge/matches.ts';
import type { PhaseMatch } from '../model.ts';
import { orderedMatches } from '../order.ts';
import type { Split } from '../switch.ts';
import type { IstioSplit } from './model.ts';

const resource: Resource = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  plural: 'virtualservices',
};

export function istioShape(definition: IstioSplit): ClaimingShape {
  const { migration, namespace, phases, old, new: fresh } = definition;
  const endpoint = ({ host, port }: IstioSplit['old']) => ({
    host: host.includes('.') ? host : `${host}.${namespace}.svc.`,
    port,
  });
  return {
    switchKind: 'istio-weights',
    resource,
    migration,
    namespace,
    phases: phases.map(({ name }) => name),
    granularity: 1,
    sides: { old: endpoint(old), new: endpoint(fresh) },
    objects: (split) => [virtualService(definition, split)],
    sharesIn: (object) => sharesIn(object, definition),
    claimOf,
  };
}

function virtualService(definition: IstioSplit, split: Split): KubernetesObject {
  const { migration, namespace, hosts, gateways } = definition;
  return {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: {
      name: `banyan-${migration}-split`,
      namespace,
      labels: { [migrationLabel]: migration },
      annotations: annotationsOf(split),
    },
    spec: { hosts, gateways, http: rules(definition, split) },
  };
}

/** Only what never reached a side is tried again: what a service answers is the client's. */
const retries = { attempts: 2, retryOn: 'connect-failure,refused-stream' };

function rules(definition: IstioSplit, split: Split): readonly object[] {
  const { migration, old, new: fresh } = definition;
  const to = ({ host, port }: IstioSplit['old'], weight: number) => ({
    destination: { host, port: { number: port } },
    weight,
  });
  const rule = (phase: string | undefined, match: readonly object[]): object => {
    const share = phase === undefined ? 0 : (split.shares[phase] ?? 0);
    return {
      name: phase === undefined ? stayName(migration) : ruleName(migration, phase, split.generation),
      ...(match.length === 0 ? {} : { match }),
      route: phase === undefined ? [to(old, 100)] : [to(old, 100 - share), to(fresh, share)],
      retries,
    };
  };
  const groups: { phase: string | undefined; match: object[] }[] = [];
  for (const { match, phase } of orderedMatches(definition)) {
    const last = groups.at(-1);
    const conditions = match === undefined ? [] : conditionsOf(match);
    // What nothing restricts stands alone: an empty list of conditions holds for every request.
    if (last?.phase === phase && last !== undefined && last.match.length > 0 && conditions.length > 0) {
      last.match.push(...conditions);
    } else groups.push({ phase, match: conditions });
  }
  const all = groups.map(({ phase, match }) => rule(phase, match));
  return groups.some(({ match }) => match.length === 0) ? all : [...all, rule(undefined, [])];
}

/** Conditions of which one must hold; none when the match asks nothing. */
function conditionsOf({ hosts, paths, methods }: PhaseMatch): object[] {
  const authority = hostPattern(hosts);
  const common = {
    ...(authority === undefined ? {} : { authority: { regex: authority } }),
    ...(methods.length === 0 ? {} : { method: { regex: methodPattern(methods) } }),
  };
  if (paths.length > 0) return paths.map((uri) => ({ uri, ...common }));
  return Object.keys(common).length === 0 ? [] : [common];
}

function sharesIn({ spec }: KubernetesObject, { migration, new: fresh }: IstioSplit): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const rule of listOf(member(spec, 'http'))) {
    const phase = parseRuleName(member(rule, 'name'), migration)?.phase;
    if (phase === undefined) continue;
    const weights = { all: 0, fresh: 0 };
    for (const route of listOf(member(rule, 'route'))) {
      const weight = Number(member(route, 'weight') ?? 0);
      weights.all += weight;
      if (member(route, 'destination', 'host') === fresh.host) weights.fresh += weight;
    }
    const share = (100 * weights.fresh) / weights.all;
    const before = found.get(phase);
    found.set(phase, before === undefined || before === share ? share : Number.NaN);
  }
  return found;
}

/** Gateways with their namespaces; a rule without gateways is for sidecars. */
function claimOf({ metadata, spec }: KubernetesObject) {
  const gateways = listOf(member(spec, 'gateways')).map(String);
  return {
    gateways: gateways
      .filter((one) => one !== 'mesh')
      .map((one) => (one.includes('/') ? one : `${metadata.namespace}/${one}`)),
    hosts: listOf(member(spec, 'hosts')).map((host) => String(host).toLowerCase()),
  };
}
