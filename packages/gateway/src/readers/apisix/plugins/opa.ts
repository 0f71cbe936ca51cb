/** opa: a policy server decides, told of the request as JSON (`apisix/plugins/opa.lua`, `opa/helper.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import { boolean, integer, listOf, objectOf, text } from '../schema/shape.ts';
import { textOf, valueOf } from '../typed.ts';
import { booleanField, numberField, textField, textsField, unmapped } from './fields.ts';
import { serverOf } from './forward-auth.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf(
  {
    host: text(),
    ssl_verify: boolean,
    policy: text(),
    timeout: integer({ min: 1, max: 60_000 }),
    keepalive: boolean,
    send_headers_upstream: listOf(text(), { min: 1 }),
    keepalive_timeout: integer({ min: 1000 }),
    keepalive_pool: integer({ min: 1 }),
    with_route: boolean,
    with_service: boolean,
    with_consumer: boolean,
    with_body: boolean,
  },
  { required: ['host', 'policy'] },
);

/** What the gateway fills in. */
const defaults = {
  _meta: {},
  keepalive: true,
  keepalive_pool: 5,
  keepalive_timeout: 60_000,
  ssl_verify: true,
  timeout: 3000,
  with_consumer: false,
  with_route: false,
  with_service: false,
};

// An object of JSON.
const members = (node: Node): Readonly<Record<string, unknown>> => Object(valueOf(node)) as Record<string, unknown>;

/** The object as the gateway holds it in memory; undefined where another plugin's defaults would be needed. */
function held(
  node: ReturnType<Reading['objects']['routes']['get']>,
  own: Use,
): Readonly<Record<string, unknown>> | undefined {
  if (node === undefined || !isObject(node.node)) return undefined;
  const { upstream: _, ...written } = members(node.node);
  const plugins = child(node.node, 'plugins');
  if (plugins === undefined) return written;
  const names = plugins.kind === 'object' ? [...plugins.entries.keys()] : [];
  if (names.some((name) => name !== own.name)) return undefined;
  return { ...written, plugins: { [own.name]: { ...defaults, ...members(own.node) } } };
}

/** More members of the input; undefined where they cannot be told. The consumer would be told with its secrets. */
function toldOf(use: Use, reading: Reading): Readonly<Record<string, unknown>> | undefined {
  const { node } = use;
  if (booleanField(node, 'with_consumer', false)) return undefined;
  const route = reading.objects.routes.get(use.route ?? '');
  const told: Record<string, unknown> = {};
  if (booleanField(node, 'with_route', false)) {
    const merged = ['service_id', 'plugin_config_id'].some((name) => child(route?.node, name) !== undefined);
    const value = merged ? undefined : held(route, use);
    if (value === undefined) return undefined;
    told['route'] = { priority: 0, status: 1, ...value };
  }
  const service = textOf(child(route?.node, 'service_id'));
  if (booleanField(node, 'with_service', false) && service !== undefined) {
    const value = held(reading.objects.services.get(service), use);
    if (value === undefined) return undefined;
    told['service'] = value;
  }
  return told;
}

function read(use: Use, reading: Reading): readonly Policy[] {
  const { node } = use;
  const server = serverOf(`${textField(node, 'host', '')}/v1/data/${textField(node, 'policy', '')}`);
  const told = toldOf(use, reading);
  if (server === undefined || told === undefined) return [unmapped(use)];
  return [
    {
      kind: 'ask-policy',
      origin: use.name,
      sources: [node],
      server,
      told,
      body: booleanField(node, 'with_body', false),
      passesOn: textsField(node, 'send_headers_upstream'),
      milliseconds: numberField(node, 'timeout', 3000),
    },
  ];
}

export const opa: PluginReader = { name: 'opa', shape, read };
