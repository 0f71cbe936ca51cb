import { type Data, table, tables, text } from '../../envoy/data.ts';
import type { Proxy } from '../model.ts';
import { type KubeObject, labelsOf, selects } from '../object.ts';

/** Objects here count for the proxies of every namespace. */
const root = 'istio-system';
const gatewayLabel = 'gateway.networking.k8s.io/gateway-name';

/** Whether an object with a selector, or with `targetRefs` to a gateway, is for the proxy; without either it is for all. */
export function reaches(object: KubeObject, proxy: Proxy): boolean {
  if (object.namespace !== proxy.namespace && object.namespace !== root) return false;
  const { spec } = object;
  const targets = [...tables(spec, 'targetRefs'), ...alone(table(spec, 'targetRef'))];
  if (targets.length > 0)
    return targets.some((one) => text(one, 'kind') === 'Gateway' && text(one, 'name') === proxy.labels[gatewayLabel]);
  return selects(selectorOf(spec), proxy.labels);
}

const alone = (target: Data | undefined): readonly Data[] => (target === undefined ? [] : [target]);

/** `selector.matchLabels`, or `workloadSelector.labels` of an EnvoyFilter. */
const selectorOf = (spec: Data): Readonly<Record<string, string>> => ({
  ...labelsOf(table(spec, 'selector') ?? {}, 'matchLabels'),
  ...labelsOf(table(spec, 'workloadSelector') ?? {}, 'labels'),
});
