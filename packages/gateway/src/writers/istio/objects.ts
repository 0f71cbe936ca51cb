/** How the objects of a conversion to Istio are named, and which workload they are for. */
import type { JsonObject } from '../envoy/config.ts';
import type { Naming } from '../kubernetes/objects.ts';
import type { WriterOptions } from '../writer.ts';

/** Where Istio's own guides put gateways. */
const usualNamespace = 'istio-ingress';

export const namingOf = ({ namespace, namePrefix, labels }: WriterOptions): Naming => ({
  namespace: namespace ?? usualNamespace,
  prefix: namePrefix ?? '',
  labels: labels === undefined || labels.size === 0 ? undefined : Object.fromEntries(labels),
});

/** The workload that serves the gateway; its label is what Istio's own charts set. */
export const workload: JsonObject = { istio: 'ingressgateway' };
