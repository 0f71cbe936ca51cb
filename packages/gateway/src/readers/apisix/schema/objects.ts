/** Routes, services, consumers and the smaller objects (`apisix/schema_def.lua`). */
import { child } from '@banyan/core/document/values.ts';
import { addressRange, host, id, metadata, method, timeout } from './common.ts';
import type { Shape } from './shape.ts';
import {
  anything,
  boolean,
  both,
  choice,
  either,
  integer,
  listOf,
  mapOf,
  objectOf,
  text,
  unique,
  violation,
} from './shape.ts';
import { inlineUpstreamShape } from './upstream.ts';

const plugins = mapOf(anything);
const script = text({ min: 10, max: 102_400 });

const routeFields = objectOf(
  {
    ...metadata,
    uri: text({ min: 1, max: 4096 }),
    uris: unique(listOf(text(), { min: 1 })),
    priority: integer(),
    methods: unique(listOf(method)),
    host,
    hosts: unique(listOf(host, { min: 1 })),
    remote_addr: addressRange,
    remote_addrs: unique(listOf(addressRange, { min: 1 })),
    timeout,
    vars: listOf(anything),
    filter_func: text({ min: 10, pattern: /^function/ }),
    script,
    script_id: id,
    plugins,
    plugin_config_id: id,
    upstream: inlineUpstreamShape,
    service_id: id,
    upstream_id: id,
    enable_websocket: boolean,
    status: choice(1, 0),
  },
  { closed: true },
);

/** Fields of which at most one may stand, and groups of which one must. */
const routeRelations: Shape = (node) => {
  const has = (name: string): boolean => child(node, name) !== undefined;
  for (const [one, other] of [
    ['uri', 'uris'],
    ['host', 'hosts'],
    ['remote_addr', 'remote_addrs'],
    ['script', 'plugins'],
    ['script', 'plugin_config_id'],
  ] as const) {
    if (has(one) && has(other)) return violation(node, 'exclusive', `${one}, ${other}`);
  }
  if (!has('uri') && !has('uris')) return violation(node, 'missing', 'uri');
  const does = ['plugins', 'upstream', 'upstream_id', 'service_id', 'script'];
  return does.some(has) ? undefined : violation(node, 'missing', does.join(' | '));
};

export const routeShape = both(routeFields, routeRelations);

export const serviceShape = objectOf(
  {
    ...metadata,
    plugins,
    upstream: inlineUpstreamShape,
    upstream_id: id,
    script,
    enable_websocket: boolean,
    hosts: unique(listOf(host, { min: 1 })),
  },
  { closed: true },
);

export const consumerShape = objectOf(
  {
    ...metadata,
    username: text({ min: 1, max: 256, pattern: /^[a-zA-Z0-9_-]+$/ }),
    group_id: id,
    plugins,
  },
  { closed: true, required: ['username'] },
);

/** Credentials stand among the consumers, with the id `USER/credentials/NAME`. */
export const credentialShape = objectOf(
  {
    ...metadata,
    id: either(text({ min: 1, max: 256, pattern: /^[a-zA-Z0-9\-_./]+$/ }), id),
    plugins: both(mapOf(anything, { min: 1 }), (node) =>
      node.kind === 'object' && node.entries.size > 1 ? violation(node, 'range', '1..1 entries') : undefined,
    ),
  },
  { closed: true, required: ['plugins'] },
);

/** plugin_configs, consumer_groups and global_rules. */
export const pluginsShape = objectOf({ ...metadata, plugins }, { closed: true, required: ['plugins'] });
