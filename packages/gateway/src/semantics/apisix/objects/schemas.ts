import type { Table, Value } from '../lua/value.ts';

const id: Table = {
  anyOf: [
    { type: 'string', minLength: 1, maxLength: 64, pattern: '^[a-zA-Z0-9-_.]+$' },
    { type: 'integer', minimum: 1 },
  ],
};
const host: Table = { type: 'string', pattern: '^\\*$|^\\*?[0-9a-zA-Z-._\\[\\]:]+$' };
const list = (items: Table): Table => ({ type: 'array', items, minItems: 1, uniqueItems: true });
const integer = (minimum?: number, maximum?: number): Table => ({
  type: 'integer',
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
});
const above0: Table = { type: 'number', exclusiveMinimum: 0 };
const timeout: Table = {
  type: 'object',
  properties: { connect: above0, send: above0, read: above0 },
  required: ['connect', 'send', 'read'],
};
const meta: Table = {
  id,
  name: { type: 'string', minLength: 1, maxLength: 256 },
  desc: { type: 'string', maxLength: 256 },
  labels: {
    type: 'object',
    patternProperties: { '.*': { type: 'string', pattern: '^\\S+$', maxLength: 256, minLength: 1 } },
  },
  create_time: { type: 'integer' },
  update_time: { type: 'integer' },
};
const method: Table = {
  enum: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'PURGE'],
};
const either = (one: string, other: string): Table => ({
  oneOf: [{ not: { anyOf: [{ required: [one] }, { required: [other] }] } }, { required: [one] }, { required: [other] }],
});

const upstream: Table = {
  type: 'object',
  properties: {
    ...meta,
    nodes: {
      anyOf: [
        { type: 'object', patternProperties: { '.*': integer(0) } },
        {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              host,
              port: integer(1, 65_535),
              weight: integer(0),
              priority: integer(),
              metadata: { type: 'object' },
            },
            required: ['host', 'weight'],
          },
        },
      ],
    },
    retries: integer(0),
    retry_timeout: { type: 'number', minimum: 0 },
    timeout,
    tls: { type: 'object' },
    keepalive_pool: { type: 'object' },
    type: { type: 'string' },
    checks: { type: 'object' },
    hash_on: { enum: ['vars', 'header', 'cookie', 'consumer', 'vars_combinations'] },
    key: { type: 'string' },
    scheme: { enum: ['grpc', 'grpcs', 'http', 'https', 'tcp', 'tls', 'udp', 'kafka'] },
    discovery_type: { type: 'string' },
    discovery_args: { type: 'object' },
    pass_host: { enum: ['pass', 'node', 'rewrite'] },
    upstream_host: host,
    service_name: { type: 'string', minLength: 1, maxLength: 256 },
  },
  oneOf: [{ required: ['nodes'] }, { required: ['service_name', 'discovery_type'] }],
  additionalProperties: false,
};

const plugins: Table = { type: 'object' };
const script: Table = { type: 'string', minLength: 10, maxLength: 102_400 };

const route: Table = {
  type: 'object',
  properties: {
    ...meta,
    uri: { type: 'string', minLength: 1, maxLength: 4096 },
    uris: list({ type: 'string' }),
    priority: integer(),
    methods: { type: 'array', items: method, uniqueItems: true },
    host,
    hosts: list(host),
    remote_addr: { type: 'string' },
    remote_addrs: list({ type: 'string' }),
    timeout,
    vars: { type: 'array' },
    filter_func: { type: 'string', minLength: 10, pattern: '^function' },
    script,
    script_id: id,
    plugins,
    plugin_config_id: id,
    upstream,
    service_id: id,
    upstream_id: id,
    enable_websocket: { type: 'boolean' },
    status: { type: 'integer', enum: [1, 0] },
  },
  allOf: [
    { oneOf: [{ required: ['uri'] }, { required: ['uris'] }] },
    either('host', 'hosts'),
    either('remote_addr', 'remote_addrs'),
    {
      anyOf: ['plugins', 'upstream', 'upstream_id', 'service_id', 'script'].map((one): Table => ({ required: [one] })),
    },
  ],
  not: { anyOf: [{ required: ['script', 'plugins'] }, { required: ['script', 'plugin_config_id'] }] },
  additionalProperties: false,
};

const carrier = (required: readonly Value[]): Table => ({
  type: 'object',
  properties: { ...meta, plugins },
  required,
  additionalProperties: false,
});

/** What each kind of object may hold (apisix/schema_def.lua), in JSON schema. */
export const objectSchemas: ReadonlyMap<string, Table> = new Map<string, Table>([
  ['routes', route],
  [
    'services',
    {
      type: 'object',
      properties: {
        ...meta,
        plugins,
        upstream,
        upstream_id: id,
        script,
        enable_websocket: { type: 'boolean' },
        hosts: list(host),
      },
      additionalProperties: false,
    },
  ],
  ['upstreams', upstream],
  [
    'consumers',
    {
      type: 'object',
      properties: {
        ...meta,
        id: {},
        username: { type: 'string', minLength: 1, maxLength: 256, pattern: '^[a-zA-Z0-9_\\-]+$' },
        group_id: id,
        plugins,
      },
      additionalProperties: false,
    },
  ],
  ['consumer_groups', carrier(['plugins'])],
  ['plugin_configs', carrier(['plugins'])],
  ['global_rules', carrier(['plugins'])],
]);
