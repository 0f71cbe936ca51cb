/** echo: text before, behind or in place of the body, and headers of every answer (`apisix/plugins/echo.lua`). */
import { always } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { RewriteResponse } from '../../../model/transforms.ts';
import type { Shape } from '../schema/shape.ts';
import { both, either, mapOf, number, objectOf, text, violation } from '../schema/shape.ts';
import { idOf, textOf } from '../typed.ts';
import { textField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const parts = ['before_body', 'body', 'after_body'] as const;

const something: Shape = (node) =>
  [...parts, 'headers'].some((name) => child(node, name) !== undefined)
    ? undefined
    : violation(node, 'missing', parts.join(' | '));

const shape = both(
  objectOf({
    before_body: text(),
    body: text(),
    after_body: text(),
    headers: mapOf(either(text(), number()), { min: 1 }),
  }),
  something,
);

function read({ name, node }: Use): readonly Policy[] {
  const headers = child(node, 'headers');
  const entries = headers?.kind === 'object' ? Array.from(headers.entries) : [];
  const changes = ['before_body', 'after_body'].some((part) => child(node, part) !== undefined);
  const policy: RewriteResponse = {
    kind: 'rewrite-response',
    origin: name,
    sources: [node],
    status: undefined,
    body: textOf(child(node, 'body')),
    ...(changes ? { around: [textField(node, 'before_body', ''), textField(node, 'after_body', '')] as const } : {}),
    filters: [],
    headers: {
      add: [],
      set: entries.map(([key, value]) => [key, [idOf(value) ?? '']] as const),
      remove: [],
    },
    condition: always,
    statuses: [],
  };
  return [policy];
}

export const echo: PluginReader = { name: 'echo', shape, read };
