import type { Data } from '../envoy/data.ts';
import { patched } from './extensions/envoy-filter.ts';
import { security } from './extensions/security.ts';
import { trafficExtensions } from './extensions/traffic-extension.ts';
import { listenersOf } from './gateways/listeners.ts';
import { certificatesIn } from './gateways/tls.ts';
import type { Proxy, VirtualService } from './model.ts';
import type { KubeObject } from './object.ts';
import type { Origins } from './origin.ts';
import { servicesFor } from './services/services.ts';

/** What istiod tells a proxy, as a bootstrap. `rules`: in the order of their age. */
export function programmed(
  objects: readonly KubeObject[],
  proxy: Proxy,
  rules: readonly VirtualService[],
  origins: Origins,
): Data {
  const services = servicesFor(objects, proxy, origins);
  const scripts = trafficExtensions(objects, proxy, origins);
  const protections = security(objects, proxy, origins);
  const listeners = listenersOf({
    proxy,
    services,
    rules,
    certificates: certificatesIn(objects),
    origins,
    extensions: (port) => [...protections, ...scripts(port)],
  });
  const made = patched({ listeners, clusters: services.clusters() }, objects, proxy, origins);
  return {
    // As the bootstrap of Istio's proxy has it.
    layered_runtime: {
      layers: [{ name: 'static', static_layer: { 'envoy.reloadable_features.http_reject_path_with_fragment': false } }],
    },
    static_resources: { listeners: made.listeners, clusters: made.clusters },
  };
}
