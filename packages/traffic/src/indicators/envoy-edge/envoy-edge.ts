/**
 * What the edge counts, by phase and side: the statistics of its clusters (`upstream_rq_completed`, `upstream_rq_5xx`, which
 * include answers that the edge made because a gateway gave none, and the histogram `upstream_rq_time`) and, for what those
 * miss, the counters of proxies/outcome-log.ts.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { type Clock, systemClock } from '../../local/wait.ts';
import { runningEnvoy } from '../../proxies/envoy-process.ts';
import { outcomePrefix } from '../../proxies/outcome-log.ts';
import { parseClusterName, unmatchedPhase } from '../../switches/envoy-edge/names.ts';
import { nothing, sum } from '../counters.ts';
import { type EnvoyStats, envoyStats } from '../envoy-stats.ts';
import type { Counters, IndicatorSource, Reading, Side } from '../indicator.ts';

const source = 'envoy-edge';
const expression = `^(cluster\\..*\\.upstream_rq_(completed|5xx|time)|${outcomePrefix}\\..*)$`;

/** One migration on the edge that runs from `folder`. */
export function envoyEdgeIndicator(folder: string, migration: string, clock: Clock = systemClock): IndicatorSource {
  return {
    name: source,
    query: `/stats?filter=${expression} (admin interface of the edge)`,
    read: async (signal) => {
      const edge = await runningEnvoy(folder, signal);
      if (edge === undefined) return err(finding('TRF030', { source, reason: 'ESRCH' }));
      const at = clock.now();
      const stats = await envoyStats(edge.admin, expression, source, signal);
      if (!stats.ok) return stats;
      const epoch = `${edge.identity.pid}/${edge.identity.startTicks}`;
      return ok({ at, epoch, phases: phasesFrom(stats.value, migration) });
    },
  };
}

/** Sums over the entries of each phase and side. Requests that no phase matches are not among the phases. */
export function phasesFrom(stats: EnvoyStats, migration: string): Reading['phases'] {
  const phases: Record<string, Partial<Record<Side, Counters>>> = {};
  for (const name of stats.numbers.keys()) {
    const cluster = /^cluster\.([^.]+)\.upstream_rq_completed$/.exec(name)?.[1];
    const parts = cluster === undefined ? undefined : parseClusterName(cluster);
    if (cluster === undefined || parts?.migration !== migration || parts.phase === unmatchedPhase) continue;
    const sides = (phases[parts.phase] ??= {});
    sides[parts.side] = sum(sides[parts.side] ?? nothing, ofCluster(stats, cluster));
  }
  return phases;
}

function ofCluster({ numbers, histograms }: EnvoyStats, cluster: string): Counters {
  const number = (name: string): number => numbers.get(name) ?? 0;
  return {
    requests: number(`cluster.${cluster}.upstream_rq_completed`),
    errors:
      number(`cluster.${cluster}.upstream_rq_5xx`) +
      number(`${outcomePrefix}.cut.of.${cluster}`) +
      // With a flag, the edge made the answer itself and has counted it as a 5xx already.
      number(`${outcomePrefix}.grpc.of.${cluster}.flags.-`),
    latency: histograms.get(`cluster.${cluster}.upstream_rq_time`) ?? [],
  };
}
