/** nginx and APISIX variables (`apisix/core/ctx.lua`) as attributes of a request. */
import type { Subject } from '@banyan/core/condition/condition.ts';

/** `absent`: the variable has no value while routes are chosen. `unknown`: it has one, but no attribute has the same. */
export type Attribute = { readonly subject: Subject } | 'absent' | 'unknown';

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
  // nginx writes header names in lower case with `_` for `-`; underscores in header names are rare and count the same.
  if (kind === 'http') return { subject: `header:${name.toLowerCase().replaceAll('_', '-')}` };
  if (kind === 'cookie') return { subject: `cookie:${name}` };
  return kind === 'uri_param' ? 'absent' : 'unknown';
}
