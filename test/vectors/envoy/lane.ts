/** Inside a namespace: converts its cases, serves them with a real Envoy, sends their requests, writes what it observed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseOutcome } from '../outcome.ts';
import type { Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
import type { VectorCase } from '../vector.ts';
import { startBackends } from '../wire/backends.ts';
import { convertAll, handOver } from './convert-all.ts';
import { convertCase } from './convert.ts';
import { enter, hasIPv6 } from './enter.ts';
import { exercise, servedAt, unreachable } from './exercise.ts';
import { merge, type Part, shared } from './merge.ts';
import { refusal, type RunningEnvoy, startEnvoy } from './process.ts';
import type { LaneOrder } from './run.ts';

/** How many routing cases are asked at once; they share no state. */
const atOnce = 16;
const firstAdminPort = 19_000;

interface Ready extends Part {
  readonly one: VectorCase;
  readonly predict: Prediction;
}

export async function runLane(order: LaneOrder): Promise<void> {
  const { cases, certificates } = enter(order);
  const backends = await startBackends(certificates);
  const outcomes = new Map<string, CaseOutcome>();
  const ready = await convertAll(
    cases,
    order,
    outcomes,
    convertCase,
    (one, number, converted): Ready => ({
      ...converted,
      one,
      number,
      ipv6: hasIPv6(one),
    }),
  );
  const envoys: RunningEnvoy[] = [];
  try {
    for (const group of groups(ready)) {
      // Nodes are asked for their health from the start.
      const [only, ...others] = group;
      if (only !== undefined && others.length === 0) backends.prepare(only.one);
      const served = await serve(group, order, firstAdminPort + envoys.length, outcomes);
      if (served === undefined) continue;
      envoys.push(served.envoy);
      const routing = served.parts.filter(({ one }) => one.routing);
      const ordered = served.parts.filter(({ one }) => !one.routing);
      const observe = async (part: Ready): Promise<void> => {
        outcomes.set(
          part.one.id,
          await exercise(part.one, servedAt(part.number), part.predict, backends, certificates),
        );
      };
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let part = routing.pop(); part !== undefined; part = routing.pop()) await observe(part);
        }),
      );
      for (const part of ordered) await observe(part);
    }
  } finally {
    for (const envoy of envoys) await envoy.stop();
  }
  await backends.close();
  handOver(cases, order, outcomes);
}

/** Cases can share an Envoy when the process-wide parts of their bootstraps are the same; one that asks nodes for their health is alone. */
function groups(ready: readonly Ready[]): Ready[][] {
  const byShared = new Map<string, Ready[]>();
  for (const part of ready) {
    const alone = JSON.stringify(part.bootstrap).includes('"health_checks":') ? part.one.id : '';
    const key = JSON.stringify(shared(part.bootstrap)) + alone;
    byShared.set(key, [...(byShared.get(key) ?? []), part]);
  }
  return [...byShared.values()];
}

/** One Envoy for the group, without the cases whose configuration it refuses. */
async function serve(
  group: readonly Ready[],
  order: LaneOrder,
  adminPort: number,
  outcomes: Map<string, CaseOutcome>,
): Promise<{ readonly envoy: RunningEnvoy; readonly parts: readonly Ready[] } | undefined> {
  const config = join(order.folder, `envoy-${adminPort}.json`);
  const write = (parts: readonly Ready[]): void => writeFileSync(config, JSON.stringify(merge(parts, adminPort)));
  const log = join(order.folder, `envoy-${adminPort}.log`);
  write(group);
  const first = await startEnvoy(order.envoy, config, adminPort, log);
  if (first.ok) return { envoy: first.envoy, parts: group };
  const accepted = (parts: readonly Ready[]): readonly Ready[] => {
    const [only] = parts;
    if (only === undefined) return [];
    write(parts);
    const reason = refusal(order.envoy, config);
    if (reason === undefined) return parts;
    if (parts.length === 1) {
      outcomes.set(only.one.id, unreachable(only.one, `Envoy refuses the configuration: ${reason}`, only.predict));
      return [];
    }
    const half = parts.length >> 1;
    return [...accepted(parts.slice(0, half)), ...accepted(parts.slice(half))];
  };
  const parts = accepted(group);
  if (parts.length === 0) return undefined;
  write(parts);
  const second = await startEnvoy(order.envoy, config, adminPort, log);
  if (second.ok) return { envoy: second.envoy, parts };
  for (const part of parts) outcomes.set(part.one.id, unreachable(part.one, second.reason, part.predict));
  return undefined;
}
