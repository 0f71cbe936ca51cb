/** forward-auth: a server is asked with a request of its own whether a request may pass (`apisix/plugins/forward-auth.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Template } from '../../../model/base.ts';
import { boolean, choice, either, integer, listOf, mapOf, number, objectOf, text } from '../schema/shape.ts';
import { idOf } from '../typed.ts';
import { booleanField, numberField, textField, textsField, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { templateOf } from './template.ts';

const names = listOf(text());

const shape = objectOf(
  {
    uri: text(),
    allow_degradation: boolean,
    status_on_error: integer({ min: 200, max: 599 }),
    ssl_verify: boolean,
    request_method: choice('GET', 'POST'),
    request_headers: names,
    extra_headers: mapOf(either(text(), number()), { min: 1 }),
    upstream_headers: names,
    client_headers: names,
    timeout: integer({ min: 1, max: 60_000 }),
    keepalive: boolean,
    keepalive_timeout: integer({ min: 1000 }),
    keepalive_pool: integer({ min: 1 }),
  },
  { required: ['uri'] },
);

/** Values that are texts may hold variables. */
function extraHeaders({ node }: Use): readonly (readonly [string, Template])[] {
  const headers = child(node, 'extra_headers');
  if (headers?.kind !== 'object') return [];
  return Array.from(headers.entries, ([name, value]) => [name, templateOf(idOf(value) ?? '')] as const);
}

/** A server that speaks TLS would have to be verified against authorities that are not named. */
export function serverOf(
  uri: string,
): { readonly host: string; readonly port: number; readonly target: string } | undefined {
  const parts = /^http:\/\/(\[[^\]]+\]|[^:/?#]+)(?::([0-9]+))?([/?].*)?$/.exec(uri);
  const [, host, port, target = '/'] = parts ?? [];
  if (host === undefined) return undefined;
  return { host, port: port === undefined ? 80 : Number(port), target: target.startsWith('/') ? target : `/${target}` };
}

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const server = serverOf(textField(node, 'uri', ''));
  if (server === undefined) return [unmapped(use)];
  return [
    {
      kind: 'ask-server',
      origin: use.name,
      sources: [node],
      server,
      method: textField(node, 'request_method', 'GET') === 'POST' ? 'POST' : 'GET',
      sends: textsField(node, 'request_headers'),
      adds: extraHeaders(use),
      passesOn: textsField(node, 'upstream_headers'),
      shows: textsField(node, 'client_headers'),
      milliseconds: numberField(node, 'timeout', 3000),
      otherwise: booleanField(node, 'allow_degradation', false) ? undefined : numberField(node, 'status_on_error', 403),
    },
  ];
}

export const forwardAuth: PluginReader = { name: 'forward-auth', shape, read };
