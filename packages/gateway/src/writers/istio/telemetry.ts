/**
 * Access logs of routes as a Telemetry of the gateway. Which line is written, and in which format, is a setting of the mesh;
 * here stands for which routes.
 */
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, object } from '../kubernetes/objects.ts';
import { workload } from './objects.ts';

/** `names`: of the http rules whose requests are logged; `all`: whether there are no others. */
export function telemetry(names: readonly string[], all: boolean, naming: Naming): JsonObject | undefined {
  if (names.length === 0) return undefined;
  const list = names.map((name) => `'${name.replaceAll(/['\\]/g, '\\$&')}'`);
  return object('telemetry.istio.io/v1', 'Telemetry', 'gateway-logs', naming, {
    spec: {
      selector: { matchLabels: workload },
      accessLogging: [
        {
          providers: [{ name: 'envoy' }],
          filter: all ? undefined : { expression: `xds.route_name in [${list.join(', ')}]` },
        },
      ],
    },
  });
}
