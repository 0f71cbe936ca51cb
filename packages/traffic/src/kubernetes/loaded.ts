/** What one replica of a gateway has loaded for a migration, from its Envoy's own configuration dump. */
import { listOf, member } from '../proxies/json.ts';
import { parseRuleName } from './rule-name.ts';

/** How istiod names the cluster of a service: `outbound|80||orders.shop.svc.cluster.local`. */
export interface Endpoint {
  /** A whole host name, or one that ends with a dot: any name that begins so. */
  readonly host: string;
  readonly port: number;
}

export interface LoadedPhase {
  readonly generation: number;
  /** Percent on the new side; NaN where routes disagree or go elsewhere. */
  readonly share: number;
}

/** By phase. The lowest generation of a phase's routes is what can be relied on. */
export function loadedPhases(
  dump: string,
  migration: string,
  sides: { readonly old: Endpoint; readonly new: Endpoint },
): ReadonlyMap<string, LoadedPhase> {
  const found = new Map<string, LoadedPhase>();
  for (const config of listOf(member(parse(dump), 'configs'))) {
    for (const host of listOf(member(config, 'route_config', 'virtual_hosts'))) {
      for (const route of listOf(member(host, 'routes'))) {
        const rule = parseRuleName(member(route, 'name'), migration);
        if (rule === undefined) continue;
        const share = shareOf(member(route, 'route'), sides);
        const before = found.get(rule.phase);
        found.set(rule.phase, {
          generation: Math.min(rule.generation, before?.generation ?? rule.generation),
          share: before === undefined || before.share === share ? share : Number.NaN,
        });
      }
    }
  }
  return found;
}

function shareOf(route: unknown, sides: { readonly old: Endpoint; readonly new: Endpoint }): number {
  const single = member(route, 'cluster');
  const clusters =
    single === undefined ? listOf(member(route, 'weighted_clusters', 'clusters')) : [{ name: single, weight: 1 }];
  const weights = { old: 0, new: 0 };
  for (const cluster of clusters) {
    const name = String(member(cluster, 'name'));
    const weight = Number(member(cluster, 'weight') ?? 0);
    if (isOf(name, sides.new)) weights.new += weight;
    else if (isOf(name, sides.old)) weights.old += weight;
    else return Number.NaN;
  }
  return (100 * weights.new) / (weights.old + weights.new);
}

function isOf(cluster: string, { host, port }: Endpoint): boolean {
  const [, at, , name = ''] = cluster.split('|');
  return Number(at) === port && (host.endsWith('.') ? name.startsWith(host) : name === host);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
