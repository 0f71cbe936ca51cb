/**
 * What the new gateway, a supervised Envoy, counts by route (proxies/outcome-log.ts), summed into phases. Every answer
 * counts, also those that the gateway gives itself: redirects, refusals, limits.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { type Clock, systemClock } from '../../local/wait.ts';
import { runningEnvoy } from '../../proxies/envoy-process.ts';
import { outcomePrefix } from '../../proxies/outcome-log.ts';
import { nothing, sum } from '../counters.ts';
import { type EnvoyStats, envoyStats } from '../envoy-stats.ts';
import type { Counters, IndicatorSource, Reading } from '../indicator.ts';

const source = 'envoy-gateway';

/** Which phase a route belongs to, by the name in Envoy's configuration; `undefined` asks for requests without a route. */
export type PhaseOfRoute = (route: string | undefined) => string | undefined;

/** The gateway whose Envoy runs from `folder`; all it counts is the new side. */
export function envoyGatewayIndicator(
  folder: string,
  phaseOf: PhaseOfRoute,
  clock: Clock = systemClock,
): IndicatorSource {
  return {
    name: source,
    query: `/stats?filter=^${outcomePrefix}\\. (admin interface of the new gateway)`,
    read: async (signal) => {
      const gateway = await runningEnvoy(folder, signal);
      if (gateway === undefined) return err(finding('TRF030', { source, reason: 'ESRCH' }));
      const at = clock.now();
      const stats = await envoyStats(gateway.admin, `^${outcomePrefix}\\.`, source, signal);
      if (!stats.ok) return stats;
      const epoch = `${gateway.identity.pid}/${gateway.identity.startTicks}`;
      return ok({ at, epoch, phases: phasesFrom(stats.value, phaseOf) });
    },
  };
}

export function phasesFrom(stats: EnvoyStats, phaseOf: PhaseOfRoute): Reading['phases'] {
  const phases: Record<string, { new: Counters }> = {};
  const add = (route: string | undefined, counters: Counters): void => {
    // Observed: requests that no route answers have the empty name.
    const phase = phaseOf(route || undefined);
    if (phase !== undefined) phases[phase] = { new: sum(phases[phase]?.new ?? nothing, counters) };
  };
  for (const [name, count] of stats.numbers) {
    const requests = /^[^.]+\.requests\.of\.(.*)\.code\.(\d+)$/.exec(name);
    const errors = requests?.[2]?.startsWith('5') ? count : 0;
    if (requests !== null) add(requests[1], { requests: count, errors, latency: [] });
    const worse = /^[^.]+\.(?:cut|grpc)\.of\.(.*?)(?:\.flags\..*)?$/.exec(name);
    if (worse !== null) add(worse[1], { requests: 0, errors: count, latency: [] });
  }
  for (const [name, latency] of stats.histograms) {
    const route = /^[^.]+\.rq_time\.of\.(.*)$/.exec(name)?.[1];
    if (route !== undefined) add(route, { requests: 0, errors: 0, latency });
  }
  return phases;
}
