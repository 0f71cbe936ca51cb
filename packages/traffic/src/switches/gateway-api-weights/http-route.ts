/**
 * HTTPRoutes that hold nothing but a split: one rule for each phase, and what belongs to no phase on the old side. Hosts with
 * the same rules share an object; there are several where hosts differ, or where an object would be fuller than the API
 * allows. Weights are hundredths of a percent.
 */
import type { ClaimingShape } from '../../kubernetes/claim.ts';
import type { KubernetesObject, Resource } from '../../kubernetes/object.ts';
import { annotationsOf, migrationLabel } from '../../kubernetes/record.ts';
import { parseRuleName, ruleName, stayName } from '../../kubernetes/rule-name.ts';
import { listOf, member } from '../../proxies/json.ts';
import type { PhaseMatch } from '../model.ts';
import { orderedMatches } from '../order.ts';
import type { Split } from '../switch.ts';
import type { GatewayApiSplit } from './model.ts';
import { covers, elements } from './precedence.ts';

const resource: Resource = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  plural: 'httproutes',
};

const wholeWeight = 10_000;
/** What the API's schema allows in one object. */
const most = { matchesOfRule: 64, rules: 16, matches: 128 };

export function httpRouteShape(definition: GatewayApiSplit): ClaimingShape {
  const { migration, namespace, phases, old, new: fresh } = definition;
  const endpoint = ({ service, namespace: other = namespace, port }: GatewayApiSplit['old']) => ({
    host: `${service}.${other}.svc.`,
    port,
  });
  return {
    switchKind: 'gateway-api-weights',
    resource,
    migration,
    namespace,
    phases: phases.map(({ name }) => name),
    granularity: 100 / wholeWeight,
    sides: { old: endpoint(old), new: endpoint(fresh) },
    objects: (split) => routes(definition, split),
    sharesIn: (object) => sharesIn(object, definition),
    claimOf,
  };
}

interface Rule {
  readonly phase: string | undefined;
  readonly matches: readonly object[];
}

function routes(definition: GatewayApiSplit, split: Split): readonly KubernetesObject[] {
  const { migration, namespace, parents, hosts } = definition;
  const groups = new Map<string, { readonly hosts: string[]; readonly rules: readonly Rule[] }>();
  for (const host of hosts) {
    const rules = rulesFor(host, definition);
    const key = JSON.stringify(rules.map(({ phase, matches }) => [phase ?? null, matches]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { hosts: [host], rules });
    else group.hosts.push(host);
  }
  const parts = [...groups.values()].flatMap((group) => inParts(group.rules).map((rules) => ({ ...group, rules })));
  return parts.map(({ hosts: hostnames, rules }, index) => ({
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: {
      name: `banyan-${migration}-split${index === 0 ? '' : `-${index + 1}`}`,
      namespace,
      labels: { [migrationLabel]: migration },
      annotations: annotationsOf(split),
    },
    spec: {
      parentRefs: parents,
      ...(hostnames.includes('*') ? {} : { hostnames }),
      rules: rules.map((rule, place) => printed(definition, rule, split, `${index + 1}-${place + 1}`)),
    },
  }));
}

/** One rule for each phase that has requests of the host, and one for what stays. */
function rulesFor(host: string, definition: GatewayApiSplit): readonly Rule[] {
  const byPhase = new Map<string | undefined, object[]>();
  for (const { match, phase } of orderedMatches(definition)) {
    const known = byPhase.get(phase) ?? [];
    if (match === undefined) known.push(everything);
    else if (match.hosts.length === 0 || match.hosts.some((one) => covers(one, host))) known.push(...conditions(match));
    byPhase.set(phase, known);
  }
  if (!definition.phases.some(({ matches }) => matches === 'rest')) {
    byPhase.set(undefined, [...(byPhase.get(undefined) ?? []), everything]);
  }
  return [...byPhase].flatMap(([phase, matches]) =>
    chunks(matches, most.matchesOfRule).map((some) => ({ phase, matches: some })),
  );
}

const everything = { path: { type: 'PathPrefix', value: '/' } };

function conditions({ paths, methods }: PhaseMatch): object[] {
  const at = paths.length === 0 ? [everything] : paths.flatMap((path) => pathOf(path));
  return methods.length === 0 ? at : at.flatMap((path) => methods.map((method) => ({ ...path, method })));
}

/** Regular expressions were refused before (precedence.ts). */
function pathOf(path: PhaseMatch['paths'][number]): object[] {
  if ('exact' in path) return [{ path: { type: 'Exact', value: path.exact } }];
  return 'prefix' in path ? [{ path: { type: 'PathPrefix', value: elements(path.prefix) } }] : [];
}

/** As few objects as hold all rules. */
function inParts(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const parts: Rule[][] = [];
  for (const rule of rules) {
    const last = parts.at(-1);
    const matches = (last ?? []).reduce((sum, one) => sum + one.matches.length, rule.matches.length);
    if (last === undefined || last.length === most.rules || matches > most.matches) parts.push([rule]);
    else last.push(rule);
  }
  return parts;
}

function printed({ migration, old, new: fresh }: GatewayApiSplit, rule: Rule, split: Split, place: string): object {
  const { phase, matches } = rule;
  const to = ({ service, namespace, port }: GatewayApiSplit['old'], weight: number) => ({
    name: service,
    ...(namespace === undefined ? {} : { namespace }),
    port,
    weight,
  });
  if (phase === undefined) {
    return { name: `${stayName(migration)}.${place}`, matches, backendRefs: [to(old, wholeWeight)] };
  }
  const weight = Math.round(((split.shares[phase] ?? 0) * wholeWeight) / 100);
  return {
    name: `${ruleName(migration, phase, split.generation)}.${place}`,
    matches,
    backendRefs: [to(old, wholeWeight - weight), to(fresh, weight)],
  };
}

function sharesIn({ spec }: KubernetesObject, { migration, new: fresh }: GatewayApiSplit): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const rule of listOf(member(spec, 'rules'))) {
    const phase = parseRuleName(member(rule, 'name'), migration)?.phase;
    if (phase === undefined) continue;
    const weights = { all: 0, fresh: 0 };
    for (const backend of listOf(member(rule, 'backendRefs'))) {
      const weight = Number(member(backend, 'weight') ?? 1);
      weights.all += weight;
      if (member(backend, 'name') === fresh.service) weights.fresh += weight;
    }
    const share = (100 * weights.fresh) / weights.all;
    const before = found.get(phase);
    found.set(phase, before === undefined || before === share ? share : Number.NaN);
  }
  return found;
}

function claimOf({ metadata, spec }: KubernetesObject) {
  const hosts = listOf(member(spec, 'hostnames')).map((host) => String(host).toLowerCase());
  return {
    gateways: listOf(member(spec, 'parentRefs')).map((parent) => {
      const namespace = member(parent, 'namespace');
      return `${typeof namespace === 'string' ? namespace : metadata.namespace}/${String(member(parent, 'name'))}`;
    }),
    hosts: hosts.length === 0 ? ['*'] : hosts,
  };
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
