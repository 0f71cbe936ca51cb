/** Upstreams (`apisix/schema_def.lua`, upstream_schema; `apisix/upstream.lua`, check_upstream_conf). */
import { child } from '@banyan/core/document/values.ts';
import { textOf } from '../typed.ts';
import { host, id, metadata, method, timeout } from './common.ts';
import type { Shape } from './shape.ts';
import {
  anything,
  boolean,
  both,
  choice,
  integer,
  listOf,
  mapOf,
  number,
  objectOf,
  text,
  unique,
  violation,
} from './shape.ts';

const port = integer({ min: 1, max: 65535 });
const count = integer({ min: 1, max: 254 });
const countOrNone = integer({ min: 0, max: 254 });
const statuses = unique(listOf(integer({ min: 200, max: 599 }), { min: 1 }));
const probe = choice('http', 'https', 'tcp');

const active = objectOf({
  type: probe,
  timeout: number(),
  concurrency: integer(),
  host,
  port,
  http_method: method,
  http_path: text(),
  http_req_body: text(),
  https_verify_certificate: boolean,
  healthy: objectOf({ interval: integer({ min: 1 }), http_statuses: statuses, successes: count }),
  unhealthy: objectOf({
    interval: integer({ min: 1 }),
    http_statuses: statuses,
    http_failures: count,
    tcp_failures: count,
    timeouts: count,
  }),
  req_headers: listOf(text(), { min: 1 }),
});

const passive = objectOf({
  type: probe,
  healthy: objectOf({ http_statuses: statuses, successes: countOrNone }),
  unhealthy: objectOf({
    http_statuses: statuses,
    tcp_failures: countOrNone,
    timeouts: countOrNone,
    http_failures: countOrNone,
  }),
});

/** A list of nodes is judged as a list and a map as a map, so that the violation names the wrong field. */
const nodeMap = mapOf(integer({ min: 0 }));
const nodeList = listOf(
  objectOf(
    { host, port, weight: integer({ min: 0 }), priority: integer(), metadata: mapOf(anything) },
    { required: ['host', 'weight'] },
  ),
);
const nodes: Shape = (node) => (node.kind === 'list' ? nodeList(node) : nodeMap(node));

const fields = objectOf(
  {
    ...metadata,
    nodes,
    retries: integer({ min: 0 }),
    retry_timeout: number({ min: 0 }),
    timeout,
    tls: objectOf({
      client_cert_id: id,
      client_cert: text({ min: 128, max: 65_536 }),
      client_key: text({ min: 64, max: 65_536 }),
      verify: boolean,
    }),
    keepalive_pool: objectOf({
      size: integer({ min: 1 }),
      idle_timeout: number({ min: 0 }),
      requests: integer({ min: 1 }),
    }),
    type: text(),
    checks: objectOf({ active, passive }, { required: ['active'] }),
    hash_on: choice('vars', 'header', 'cookie', 'consumer', 'vars_combinations'),
    key: text(),
    scheme: choice('grpc', 'grpcs', 'http', 'https', 'tcp', 'tls', 'udp', 'kafka'),
    discovery_type: text(),
    discovery_args: objectOf({ namespace_id: text(), group_name: text() }),
    pass_host: choice('pass', 'node', 'rewrite'),
    upstream_host: host,
    service_name: text({ min: 1, max: 256 }),
  },
  { closed: true },
);

const hashKeys: Readonly<Record<string, Shape>> = {
  vars: text({
    pattern:
      /^((uri|server_name|server_addr|request_uri|remote_port|remote_addr|query_string|host|hostname|mqtt_client_id)|arg_[0-9a-zA-z_-]+)$/,
  }),
  header: text({ pattern: /^[a-zA-Z0-9\-_]+$/ }),
  cookie: text({ pattern: /^[a-zA-Z0-9\-_]+$/ }),
  vars_combinations: text(),
};

/** Where the nodes come from. */
const origin: Shape = (node) => {
  const given = child(node, 'nodes') !== undefined;
  const discovered = child(node, 'service_name') !== undefined && child(node, 'discovery_type') !== undefined;
  if (!given && !discovered) return violation(node, 'missing', 'nodes');
  return given && discovered ? violation(node, 'exclusive', 'nodes, service_name') : undefined;
};

/** What is checked of an object of its own, but not of an upstream inside a route or service. */
const relations: Shape = (node) => {
  if (textOf(child(node, 'pass_host')) === 'rewrite' && child(node, 'upstream_host') === undefined) {
    return violation(node, 'missing', 'upstream_host');
  }
  if (textOf(child(node, 'type')) !== 'chash') return undefined;
  const on = textOf(child(node, 'hash_on')) ?? 'vars';
  const key = child(node, 'key');
  if (on === 'consumer') return undefined;
  return key === undefined ? violation(node, 'missing', 'key') : hashKeys[on]?.(key);
};

export const inlineUpstreamShape = both(fields, origin);
export const upstreamShape = both(fields, origin, relations);
