/** proxy-rewrite: path, host, method and headers of the forwarded request (`apisix/plugins/proxy-rewrite.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { RewriteRequest } from '../../../model/transforms.ts';
import type { Shape } from '../schema/shape.ts';
import { boolean, both, choice, either, listOf, mapOf, number, objectOf, text, violation } from '../schema/shape.ts';
import { itemsOf, textOf } from '../typed.ts';
import { booleanField, headerEdits } from './fields.ts';
import { replacementPairs } from './pattern.ts';
import type { PluginReader, Use } from './reader.ts';
import { templateOf } from './template.ts';

const methods = [
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'MKCOL',
  'COPY',
  'MOVE',
  'PROPFIND',
  'LOCK',
  'UNLOCK',
  'PATCH',
  'TRACE',
];
const name = /^[^:]+$/;
const value = either(text(), number());
const values = either(listOf(value, { min: 1 }), value);
const edits = objectOf(
  {
    add: mapOf(values, { min: 1, key: name }),
    set: mapOf(values, { min: 1, key: name }),
    remove: listOf(text({ pattern: name }), { min: 1 }),
  },
  { closed: true },
);
const headers: Shape = (node) => {
  const nested = ['add', 'set', 'remove'].some((part) => (child(node, part)?.kind ?? 'scalar') !== 'scalar');
  return (nested ? edits : mapOf(value, { min: 1, key: /^[a-zA-Z0-9\-_]+$/ }))(node);
};

const notEmpty: Shape = (node) =>
  node.kind === 'object' && node.entries.size > 0 ? undefined : violation(node, 'range', '1.. entries');

const shape = both(
  objectOf({
    uri: text({ min: 1, max: 4096, pattern: /^\/.*/ }),
    method: choice(...methods),
    regex_uri: both(listOf(text(), { min: 2 }), replacementPairs),
    host: text({ pattern: /^[0-9a-zA-Z\-.]+(:\d{1,5})?$/ }),
    headers,
    use_real_request_uri_unsafe: boolean,
  }),
  notEmpty,
);

/** A template for the path wins over expressions. */
function pathOf(node: Node): RewriteRequest['path'] {
  const uri = textOf(child(node, 'uri'));
  if (uri !== undefined) return { kind: 'replace', to: templateOf(uri) };
  const regex = itemsOf(child(node, 'regex_uri')).map((item) => textOf(item) ?? '');
  if (regex.length === 0) return undefined;
  const pairs = regex.flatMap((pattern, index) => (index % 2 === 0 ? [{ pattern, to: regex[index + 1] ?? '' }] : []));
  return { kind: 'regex', pairs };
}

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const unsafe = booleanField(node, 'use_real_request_uri_unsafe', false);
  const edited = child(node, 'headers');
  const policy: RewriteRequest = {
    kind: 'rewrite-request',
    origin: use.name,
    sources: [node],
    path: pathOf(node),
    method: textOf(child(node, 'method')),
    host: textOf(child(node, 'host')),
    headers: headerEdits(edited, true),
    normalises: !unsafe,
  };
  return [policy];
}

export const proxyRewrite: PluginReader = { name: 'proxy-rewrite', shape, read };
