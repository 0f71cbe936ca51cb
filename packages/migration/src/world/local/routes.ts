/** What the plan and the edge need of the model: which requests each route answers, in the order in which they are tried. */
import type { Model, Rule } from '@banyan/gateway/model/model.ts';
import type { PhaseMatch } from '@banyan/traffic/switches/model.ts';
import type { PlannedPhase } from '../../plan/plan.ts';
import type { SourceRoute } from '../../plan/routes.ts';

/** Routes in the order of the table, each with the hosts and paths of all its rules. */
export function sourceRoutes({ rules }: Model): readonly SourceRoute[] {
  const routes = new Map<string, { hosts: Set<string>; paths: Set<string> }>();
  for (const rule of rules) {
    const known = routes.get(rule.route) ?? { hosts: new Set(), paths: new Set() };
    for (const host of hostsOf(rule)) known.hosts.add(host);
    known.paths.add(pathOf(rule));
    routes.set(rule.route, known);
  }
  return [...routes].map(([id, { hosts, paths }]) => ({ id, hosts: [...hosts], paths: [...paths] }));
}

function hostsOf({ host }: Rule): readonly string[] {
  if (host.kind === 'any') return [];
  if (host.kind === 'exact') return [host.name];
  return host.suffix.startsWith('.') ? [`*${host.suffix}`] : [`*${host.suffix}`, host.suffix];
}

/** As the source writes paths: a prefix ends with a star. */
function pathOf({ path }: Rule): string {
  if (path.kind === 'exact') return path.path;
  return path.kind === 'prefix' ? `${path.prefix}*` : path.regex;
}

export interface EdgeMatches {
  readonly phases: readonly { readonly name: string; readonly matches: readonly Partial<PhaseMatch>[] }[];
  readonly stay: readonly Partial<PhaseMatch>[];
}

/**
 * The table's order decides which route has a request, so it decides its phase too. Only what stands before the last rule
 * of a phase needs to be named as staying: everything else stays anyway.
 */
export function edgeMatches({ rules }: Model, phases: readonly PlannedPhase[]): EdgeMatches {
  const phaseOf = new Map(phases.flatMap(({ name, routes }) => routes.map((route) => [route, name] as const)));
  const last = rules.findLastIndex((rule) => phaseOf.has(rule.route));
  const matches = new Map<string, Partial<PhaseMatch>[]>(phases.map(({ name }) => [name, []]));
  const stay: Partial<PhaseMatch>[] = [];
  for (const [order, rule] of rules.slice(0, last + 1).entries()) {
    const phase = phaseOf.get(rule.route);
    (phase === undefined ? stay : (matches.get(phase) ?? stay)).push({ ...matchOf(rule), order });
  }
  return { phases: phases.map(({ name }) => ({ name, matches: matches.get(name) ?? [] })), stay };
}

function matchOf(rule: Rule): Partial<PhaseMatch> {
  const { path } = rule;
  const paths: PhaseMatch['paths'] = [
    path.kind === 'exact'
      ? { exact: path.path }
      : path.kind === 'prefix'
        ? { prefix: path.prefix }
        : { regex: path.regex },
  ];
  return { hosts: [...hostsOf(rule)], paths, methods: [...rule.methods] };
}

export interface Inseparable {
  readonly route: string;
  readonly other: string;
}

/**
 * The edge tells routes apart by host, path and method alone. Two routes that only another condition tells apart must move
 * together: undefined when all such pairs do.
 */
export function inseparable({ rules }: Model, phases: readonly PlannedPhase[]): Inseparable | undefined {
  const phaseOf = new Map(phases.flatMap(({ name, routes }) => routes.map((route) => [route, name] as const)));
  const places = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = JSON.stringify([hostsOf(rule), pathOf(rule)]);
    places.set(key, [...(places.get(key) ?? []), rule]);
  }
  for (const list of places.values()) {
    for (const [index, rule] of list.entries()) {
      if ('always' in rule.condition) continue;
      const other = list
        .slice(index + 1)
        .find((one) => phaseOf.get(one.route) !== phaseOf.get(rule.route) && overlap(rule, one));
      if (other !== undefined) return { route: rule.route, other: other.route };
    }
  }
  return undefined;
}

const overlap = (a: Rule, b: Rule): boolean =>
  a.methods.length === 0 || b.methods.length === 0 || a.methods.some((method) => b.methods.includes(method));
