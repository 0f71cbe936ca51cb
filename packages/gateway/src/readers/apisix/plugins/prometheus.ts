/** prometheus: metrics for each route; no answer changes (`apisix/plugins/prometheus.lua`). */
import { boolean, objectOf } from '../schema/shape.ts';
import type { PluginReader } from './reader.ts';

export const prometheus: PluginReader = {
  name: 'prometheus',
  shape: objectOf({ prefer_name: boolean }),
  read: (use) => [{ kind: 'metrics', origin: use.name, sources: [use.node] }],
};
