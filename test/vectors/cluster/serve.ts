/** A stock Envoy for each case, some of them started ahead of the one whose turn it is. */
import type { Lab } from '../../cluster/lab/lab.ts';
import type { KubernetesObject } from '../../cluster/lab/object.ts';
import type { Proxy } from '../../cluster/lab/proxy.ts';
import type { Serving } from '../envoy/exercise.ts';
import type { Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
import type { VectorCase } from '../vector.ts';
import { isGateway } from './attach.ts';
import { gatewayNamespaces, workloadLabels } from './place.ts';

/** A converted case, and the objects that it became. */
export interface Ready {
  readonly one: VectorCase;
  readonly objects: readonly KubernetesObject[];
  readonly predict: Prediction;
  /** Where and under which names it is served. */
  readonly serving: Serving;
}

interface Served {
  readonly part: Ready;
  /** What the proxy refused of what istiod told it, or why it did not start. */
  readonly refusal: string | undefined;
  stop(): Promise<void>;
}

/** How many proxies may wait for their turn. */
const ahead = 4;

/** All parts in order, each with a proxy that has its configuration. Several may walk through it side by side. */
export async function* startAhead(lab: Lab, parts: readonly Ready[]): AsyncGenerator<Served, void> {
  const waiting = parts.slice(0, ahead).map((part) => serve(lab, part));
  let next = waiting.length;
  for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
    const served = await first;
    const following = parts[next++];
    if (following !== undefined) waiting.push(serve(lab, following));
    yield served;
  }
}

/** The account that the deployment of a `Gateway` of Gateway API runs as; it alone is given the gateway's secrets. */
export function accountOf(objects: readonly KubernetesObject[], namespace: string): { readonly account?: string } {
  const gateway = objects.find((object) => isGateway(object) && object.metadata.namespace === namespace);
  if (gateway === undefined) return {};
  // The schema of Gateway API: a Gateway names its class.
  const { gatewayClassName } = gateway['spec'] as { readonly gatewayClassName: string };
  return { account: `${gateway.metadata.name}-${gatewayClassName}` };
}

async function serve(lab: Lab, part: Ready): Promise<Served> {
  const proxies: Proxy[] = [];
  const stop = async (): Promise<void> => {
    for (const proxy of proxies) await proxy.stop();
  };
  try {
    for (const namespace of gatewayNamespaces(part.objects)) {
      const labels = workloadLabels(part.objects, namespace);
      const account = accountOf(part.objects, namespace);
      proxies.push(await lab.proxy({ name: 'gateway', namespace, labels, ...account }));
    }
    const refused = (await Promise.all(proxies.map((proxy) => proxy.refusals()))).flat();
    return { part, refusal: refused[0] && `Envoy refuses what istiod tells: ${refused[0]}`, stop };
  } catch (error) {
    return { part, refusal: error instanceof Error ? error.message : String(error), stop };
  }
}
