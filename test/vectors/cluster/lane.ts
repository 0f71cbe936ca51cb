/**
 * Inside a namespace: converts its cases to Kubernetes objects, has them judged by istioctl and a real API server, served by
 * a stock Envoy for each case that the real istiod programs, sends their requests, writes what it observed.
 */
import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { components } from '../../cluster/lab/components.ts';
import { startLab } from '../../cluster/lab/lab.ts';
import { type KubernetesObject, readObjects } from '../../cluster/lab/object.ts';
import { convertAll, handOver } from '../envoy/convert-all.ts';
import { type ConvertedFiles, convertFiles } from '../envoy/convert.ts';
import { enter, hasIPv6 } from '../envoy/enter.ts';
import { exercise, servedAt, unreachable } from '../envoy/exercise.ts';
import { address6OfCase, addressOfCase } from '../envoy/merge.ts';
import type { LaneOrder } from '../envoy/run.ts';
import type { CaseOutcome } from '../outcome.ts';
import type { VectorCase } from '../vector.ts';
import { startBackends } from '../wire/backends.ts';
import { annotatedRoutes, attached, refusedRoutes } from './attach.ts';
import { errorsOf } from './istioctl.ts';
import { placed } from './place.ts';
import { routeNamed } from './report-route.ts';
import { type Ready, startAhead } from './serve.ts';
import { awaitWitness } from './witness.ts';

/** How many routing cases are asked side by side; they share no state. The others share their nodes, and take turns. */
const atOnce = 4;

export async function runClusterLane(order: LaneOrder): Promise<void> {
  const { cases, certificates } = enter(order);
  const parts = components();
  if (!parts.ok) throw new Error(parts.error);
  const outcomes = new Map<string, CaseOutcome>();
  // First, before a connection of the lab takes one of their ports.
  const backends = await startBackends(certificates);
  const lab = await startLab(parts.value, join(order.folder, 'lab'));
  try {
    const converted = await convertAll(cases, order, outcomes, convertFiles, ready);
    const problems = new Problems(converted);
    const objects = converted.flatMap((part) => part.objects);
    for (const { namespace, text } of errorsOf(parts.value.istioctl, objects, order.folder))
      problems.add(namespace, text);
    for (const [object, refusal] of await lab.apply(withNamespaces(objects)))
      problems.add(
        object.metadata.namespace ?? '',
        `the API server refuses ${object.kind} ${object.metadata.name}: ${refusal}`,
      );
    await awaitWitness(lab);
    for (const [{ metadata }, refusal] of await refusedRoutes(lab, objects))
      problems.add(metadata.namespace ?? '', refusal);
    const accepted = converted.filter((part) => {
      const problem = problems.of(part);
      if (problem !== undefined) outcomes.set(part.one.id, unreachable(part.one, problem, part.predict));
      return problem === undefined;
    });
    const served = startAhead(lab, accepted);
    const observe = async (): Promise<void> => {
      for await (const standing of served) {
        const { part, refusal } = standing;
        const { one, serving, predict } = part;
        const outcome =
          refusal === undefined
            ? await exercise(one, serving, predict, backends, certificates)
            : unreachable(one, refusal, predict);
        outcomes.set(one.id, outcome);
        await standing.stop();
      }
    };
    const workers = cases.every(({ routing }) => routing) ? atOnce : 1;
    await Promise.all(Array.from({ length: workers }, observe));
  } finally {
    await lab.stop();
  }
  await backends.close();
  handOver(cases, order, outcomes);
}

/** A converted case in its own place of the cluster. */
function ready(one: VectorCase, number: number, { files, predict, routes }: ConvertedFiles): Ready {
  const written = files
    .filter((file) => extname(file) === '.yaml')
    .flatMap((file) => readObjects(readFileSync(file), basename(file)));
  const place = {
    namespace: `case-${number}`,
    address: addressOfCase(number),
    ...(hasIPv6(one) ? { address6: address6OfCase(number) } : {}),
  };
  const objects = placed(written, place);
  const annotated = annotatedRoutes(objects);
  return {
    one,
    predict,
    objects: [...objects, ...attached(objects, place)],
    serving: { ...servedAt(number), route: routeNamed(annotated.size === 0 ? routes : annotated) },
  };
}

/** The objects, and before them the namespaces that they are in. */
function withNamespaces(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const names = new Set(objects.map(({ metadata }) => metadata.namespace ?? 'default'));
  return [
    ...Array.from(names, (name): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...objects,
  ];
}

/** What was said against the objects of each case, found by their namespace. */
class Problems {
  readonly #owners = new Map<string, Ready>();
  readonly #said = new Map<Ready, string>();

  constructor(ready: readonly Ready[]) {
    for (const part of ready)
      for (const { metadata } of part.objects) this.#owners.set(metadata.namespace ?? 'default', part);
  }

  /** The first problem of a case stands for all. */
  add(namespace: string, text: string): void {
    const part = this.#owners.get(namespace);
    if (part === undefined) throw new Error(text);
    if (!this.#said.has(part)) this.#said.set(part, text.replaceAll(namespace, 'NAMESPACE'));
  }

  of(part: Ready): string | undefined {
    return this.#said.get(part);
  }
}
