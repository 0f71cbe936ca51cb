/**
 * fault-injection: some requests wait, some are answered (`apisix/plugins/fault-injection.lua`). `vars` is a list of
 * expressions of which one must hold.
 */
import { always, any } from '@banyan/core/condition/condition.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { readExpression } from '../expression/expression.ts';
import type { Shape } from '../schema/shape.ts';
import { both, either, integer, mapOf, number, objectOf, text, violation } from '../schema/shape.ts';
import { itemsOf, numberOf, textOf } from '../typed.ts';
import { answering } from './answering.ts';
import { headerPairs, numberField, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { templateOf } from './template.ts';

const percentage = integer({ min: 0, max: 100 });

const vars: Shape = (node) => {
  for (const item of itemsOf(node)) {
    const read = readExpression(item);
    if (!read.ok) return read.error;
  }
  return node.kind === 'list' && node.items.length <= 20 ? undefined : violation(node, 'range', '..20');
};

const abort = objectOf(
  {
    http_status: integer({ min: 200 }),
    body: text({ min: 0 }),
    headers: mapOf(either(text(), number()), { min: 1, key: /^[^:]+$/ }),
    percentage,
    vars,
  },
  { required: ['http_status'] },
);
const delay = objectOf({ duration: number({ min: 0 }), percentage, vars }, { required: ['duration'] });

const some: Shape = (node) =>
  child(node, 'abort') === undefined && child(node, 'delay') === undefined
    ? violation(node, 'missing', 'abort | delay')
    : undefined;

const shape = both(objectOf({ abort, delay }), some);

/** undefined when part of it cannot be expressed. */
function conditionOf(part: Node): Condition | undefined {
  const node = child(part, 'vars');
  if (node === undefined) return always;
  const found: Condition[] = [];
  for (const item of itemsOf(node)) {
    const read = readExpression(item);
    if (!read.ok || read.value.unknown.length > 0) return undefined;
    found.push(read.value.upper);
  }
  return any(found);
}

function waiting(use: Use, part: Node): readonly Policy[] {
  const when = conditionOf(part);
  const share = numberField(part, 'percentage', 100);
  const seconds = numberField(part, 'duration', 0);
  if (when === undefined) return [{ ...unmapped(use, 'delay'), protects: false }];
  if (share === 0 || seconds === 0) return [];
  return [{ kind: 'delay', origin: `${use.name}.delay`, sources: [part], when, share, seconds }];
}

function refusing(use: Use, part: Node): readonly Policy[] {
  const when = conditionOf(part);
  if (when === undefined) return [unmapped(use, 'abort')];
  const share = numberField(part, 'percentage', 100);
  if (share === 0) return [];
  const body = textOf(child(part, 'body'));
  const exit = {
    status: numberOf(child(part, 'http_status')) ?? 500,
    body: body === undefined ? undefined : templateOf(body),
    headers: headerPairs(child(part, 'headers')),
  };
  return [answering(use, exit, when, share)];
}

/** Nothing happens at a share of 0, which still is what the source says. */
function read(use: Use): readonly Policy[] {
  const [waits, aborts] = [child(use.node, 'delay'), child(use.node, 'abort')];
  const made = [
    ...(waits === undefined ? [] : waiting(use, waits)),
    ...(aborts === undefined ? [] : refusing(use, aborts)),
  ];
  return made.length > 0 ? made : [{ kind: 'metrics', origin: use.name, sources: [use.node] }];
}

export const faultInjection: PluginReader = { name: 'fault-injection', shape, read };
