/** What the edge's Envoy has really loaded, from its admin interface. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { type AdminAddress, askAdmin } from '../../proxies/admin.ts';
import { type Held, recordFrom } from '../split.ts';
import type { Split } from '../switch.ts';
import { listOf, member } from '../../proxies/json.ts';
import { parseClusterName, routeConfigName } from './names.ts';
import { recordKey } from './routes.ts';

export interface Loaded extends Held {
  /** Of the routes file that was loaded. */
  readonly version: string;
}

/** The loaded routes of a migration; undefined inside when Envoy has none. */
export async function loadedRoutes(
  admin: AdminAddress,
  migration: string,
  signal: AbortSignal,
): Promise<Result<Loaded | undefined, Finding>> {
  const answer = await askAdmin(admin, '/config_dump?resource=dynamic_route_configs', signal);
  if (!answer.ok) return answer;
  const configs = listOf(member(parse(answer.value), 'configs'))
    .filter((config) => member(config, 'route_config', 'name') === routeConfigName(migration))
    .map((config) => loadedFrom(member(config, 'route_config'), String(member(config, 'version_info'))))
    .sort((a, b) => (a.record?.generation ?? -1) - (b.record?.generation ?? -1));
  // While a listener is being replaced there may be two; what the slower one has is what can be relied on.
  return ok(configs[0]);
}

/** From one route configuration, as the dump shows it. */
function loadedFrom(config: unknown, version: string): Loaded {
  const shares: Record<string, number> = {};
  for (const host of listOf(member(config, 'virtual_hosts'))) {
    for (const route of listOf(member(host, 'routes'))) {
      const clusters = listOf(member(route, 'route', 'weighted_clusters', 'clusters'));
      const weights = { old: 0, new: 0 };
      let phase: string | undefined;
      for (const cluster of clusters) {
        const name = parseClusterName(String(member(cluster, 'name')));
        if (name === undefined) continue;
        phase = name.phase;
        weights[name.side] += Number(member(cluster, 'weight') ?? 0);
      }
      if (phase === undefined) continue;
      const share = (100 * weights.new) / (weights.old + weights.new);
      shares[phase] = shares[phase] === undefined || shares[phase] === share ? share : Number.NaN;
    }
  }
  return { version, record: recordFrom(member(config, 'metadata', 'filter_metadata', recordKey)), shares };
}

/** The record in an RDS file's text; undefined when there is none. */
export const recordIn = (text: string): Split | undefined =>
  recordFrom(member(parse(text), 'resources', 0, 'metadata', 'filter_metadata', recordKey));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sum of a counter over all statistics that match the expression; undefined when Envoy does not answer. */
export async function counter(
  admin: AdminAddress,
  expression: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const answer = await askAdmin(admin, `/stats?filter=${encodeURIComponent(expression)}`, signal);
  if (!answer.ok) return undefined;
  return answer.value
    .split('\n')
    .map((line) => Number(line.slice(line.lastIndexOf(': ') + 2)))
    .filter((value) => Number.isFinite(value))
    .reduce((sum, value) => sum + value, 0);
}
