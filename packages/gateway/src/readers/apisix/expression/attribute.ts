/** nginx and APISIX variables (`apisix/core/ctx.lua`) as attributes of a request. */
import type { Subject } from '@banyan/core/condition/condition.ts';

/**
 * `absent`: the variable has no value while routes are chosen. `unknown`: it has one, but no attribute has the same. `also`:
 * where a request may carry it under another name.
 */
export type Attribute = { readonly subject: Subject; readonly also?: Subject } | 'absent' | 'unknown';

const named: ReadonlyMap<string, Subject> = new Map<string, Subject>([
  ['request_method', 'method'],
  ['scheme', 'scheme'],
  ['server_port', 'port'],
  ['host', 'host'],
  ['http_host', 'hostHeader'],
  ['uri', 'path'],
  ['document_uri', 'path'],
  ['query_string', 'query'],
  ['args', 'query'],
  ['remote_addr', 'clientAddress'],
  ['request_body', 'body'],
  ['ssl_server_name', 'sni'],
  ['content_type', 'header:content-type'],
  ['content_length', 'header:content-length'],
]);

/** Of a variable name without its dollar sign. */
export function attributeOf(variable: string): Attribute {
  const subject = named.get(variable);
  if (subject !== undefined) return { subject };
  const [, kind, name = ''] = /^(arg|http|cookie|uri_param)_(.+)$/s.exec(variable) ?? [];
  if (kind === 'arg') return { subject: `parameter:${name}` };
  if (kind === 'http') return header(name.toLowerCase());
  if (kind === 'cookie') return { subject: `cookie:${name}` };
  return kind === 'uri_param' ? 'absent' : 'unknown';
}

/** nginx knows a header by its name with `_` for `-`, so `http_x_tenant` is `X-Tenant` and also a header spelt `X_Tenant`. */
function header(name: string): Attribute {
  const usual = name.replaceAll('_', '-');
  return { subject: `header:${usual}`, ...(usual === name ? {} : { also: `header:${name}` as const }) };
}
