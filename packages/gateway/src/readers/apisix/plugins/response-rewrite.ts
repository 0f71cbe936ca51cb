/** response-rewrite: status, body and headers of the answer (`apisix/plugins/response-rewrite.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { always } from '@banyan/core/condition/condition.ts';
import type { Policy } from '../../../model/policy.ts';
import type { BodyFilter } from '../../../model/transforms.ts';
import { readExpression } from '../expression/expression.ts';
import type { Shape } from '../schema/shape.ts';
import {
  anything,
  boolean,
  both,
  choice,
  either,
  integer,
  listOf,
  mapOf,
  number,
  objectOf,
  text,
  violation,
} from '../schema/shape.ts';
import { itemsOf, numberOf, textOf } from '../typed.ts';
import { booleanField, responseHeaderEdits, textField, unmapped } from './fields.ts';
import { isPcre } from './pattern.ts';
import type { PluginReader, Use } from './reader.ts';
import { statusTests } from './status-tests.ts';

const name = /^[^:]+$/;
const value = either(text(), number());
const edits = objectOf({
  add: listOf(text({ pattern: /^[^:]+:[^:]*[^/]$/ }), { min: 1 }),
  set: mapOf(value, { min: 1, key: name }),
  remove: listOf(text({ pattern: name }), { min: 1 }),
});
const headers: Shape = (node) => {
  const nested = ['add', 'set', 'remove'].some((part) => (child(node, part)?.kind ?? 'scalar') !== 'scalar');
  return (nested ? edits : mapOf(value, { min: 1, key: name }))(node);
};

const expression: Shape = (node) => {
  const read = readExpression(node);
  return read.ok ? undefined : read.error;
};

const filter = objectOf(
  {
    regex: both(text({ min: 1 }), (node) =>
      isPcre(textOf(node) ?? '') ? undefined : violation(node, 'invalid', textOf(node) ?? ''),
    ),
    scope: choice('once', 'global'),
    replace: text(),
    options: text(),
  },
  { required: ['regex', 'replace'] },
);

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

const bodyRules: Shape = (node) => {
  const body = child(node, 'body');
  if (body !== undefined && child(node, 'filters') !== undefined) return violation(node, 'exclusive', 'body, filters');
  if (!booleanField(node, 'body_base64', false)) return undefined;
  return base64.test(textOf(body) ?? '') ? undefined : violation(body ?? node, 'pattern', 'base64');
};

const shape = both(
  objectOf({
    max_resp_body_size: integer({ min: 1 }),
    headers,
    body: text(),
    body_base64: boolean,
    status_code: integer({ min: 200, max: 598 }),
    vars: both(listOf(anything), expression),
    filters: listOf(filter, { min: 1 }),
  }),
  bodyRules,
);

function bodyOf(node: Node): string | Uint8Array | undefined {
  const body = textOf(child(node, 'body'));
  if (body === undefined || !booleanField(node, 'body_base64', false)) return body;
  const bytes = Buffer.from(body, 'base64');
  const decoded = bytes.toString('utf8');
  return Buffer.from(decoded, 'utf8').equals(bytes) ? decoded : bytes;
}

function filterOf(node: Node): BodyFilter {
  return {
    pattern: textField(node, 'regex', ''),
    replacement: textField(node, 'replace', ''),
    all: textField(node, 'scope', 'once') === 'global',
    ignoreCase: textField(node, 'options', 'jo').includes('i'),
  };
}

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const { rest, statuses } = statusTests(child(node, 'vars'));
  const expression = rest === undefined ? undefined : readExpression(rest);
  if (expression !== undefined && !(expression.ok && expression.value.unknown.length === 0)) return [unmapped(use)];
  const policy: Policy = {
    kind: 'rewrite-response',
    origin: use.name,
    sources: [node],
    status: numberOf(child(node, 'status_code')),
    body: bodyOf(node),
    filters: itemsOf(child(node, 'filters')).map(filterOf),
    headers: responseHeaderEdits(child(node, 'headers')),
    condition: expression?.ok === true ? expression.value.upper : always,
    statuses,
  };
  return [policy];
}

export const responseRewrite: PluginReader = { name: 'response-rewrite', shape, read };
