/**
 * workflow: the first rule whose case holds acts, and of its actions the first alone (`apisix/plugins/workflow.lua`;
 * observed: workflow vectors). A rule without a case always holds.
 */
import { all, always, any, not } from '@banyan/core/condition/condition.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import { readExpression } from '../expression/expression.ts';
import type { Shape } from '../schema/shape.ts';
import { both, integer, listOf, objectOf, violation } from '../schema/shape.ts';
import { itemsOf, textOf } from '../typed.ts';
import { answering, json } from './answering.ts';
import { numberField, unmapped } from './fields.ts';
import { limitCount } from './limit-count.ts';
import type { PluginReader, Use } from './reader.ts';

const ungrouped: Shape = (node) => {
  const group = child(node, 'group');
  return group === undefined ? undefined : violation(group, 'unknown', 'group');
};

const configurations = new Map<string, Shape>([
  ['return', objectOf({ code: integer({ min: 100, max: 599 }) }, { required: ['code'] })],
  ['limit-count', both(limitCount.shape, ungrouped)],
  ['limit-conn', objectOf({}, { required: ['conn', 'burst', 'default_conn_delay', 'key'] })],
]);

const action: Shape = (node) => {
  const [name, configuration] = itemsOf(node);
  const shape = configurations.get(textOf(name) ?? '');
  if (shape === undefined) return violation(name ?? node, 'choice', [...configurations.keys()].join(' | '));
  return configuration === undefined ? violation(node, 'missing', textOf(name) ?? '') : shape(configuration);
};

const expression: Shape = (node) => {
  const read = readExpression(node);
  return read.ok ? undefined : read.error;
};

const rule = objectOf({ case: expression, actions: listOf(action, { min: 1 }) }, { required: ['actions'] });
const shape = objectOf({ rules: listOf(rule) }, { required: ['rules'] });

function read(use: Use, reading: Reading): readonly Policy[] {
  const policies: Policy[] = [];
  // Whoever was limited has had its rule; an answer ends the request anyway.
  const before: Condition[] = [];
  for (const [index, item] of itemsOf(child(use.node, 'rules')).entries()) {
    const holds = caseOf(item);
    if (holds === undefined) return [unmapped(use)];
    const [name, configuration] = itemsOf(itemsOf(child(item, 'actions'))[0]);
    const when = all([holds, ...before.map(not)]);
    if (textOf(name) === 'return' && configuration !== undefined) {
      const body = json({ error_msg: 'rejected by workflow' });
      policies.push(answering(use, { status: numberField(configuration, 'code', 403), body }, when));
    } else {
      const limits = configuration === undefined ? undefined : limitsOf(use, name, configuration, index, reading);
      policies.push(limits === undefined ? unmapped(use) : inside(use, when, limits));
      before.push(holds);
    }
  }
  return policies;
}

/** undefined when it cannot be expressed. */
function caseOf(item: Node): Condition | undefined {
  const written = child(item, 'case');
  if (written === undefined) return always;
  const found = readExpression(written);
  return found.ok && found.value.unknown.length === 0 ? any([found.value.upper]) : undefined;
}

const inside = (use: Use, when: Condition, policies: readonly Policy[]): Policy => ({
  kind: 'branch',
  origin: use.name,
  sources: [use.node],
  when,
  policies,
});

/** What limits count, they count for each rule apart. */
function limitsOf(
  use: Use,
  name: Node | undefined,
  node: Node,
  index: number,
  reading: Reading,
): readonly Policy[] | undefined {
  if (textOf(name) !== limitCount.name) return undefined;
  const policies = limitCount.read({ ...use, name: limitCount.name, node }, reading);
  return policies.map((policy) =>
    'group' in policy ? { ...policy, group: `${policy.group}.workflow.${index}`, turn: 'workflow' } : policy,
  );
}

export const workflow: PluginReader = { name: 'workflow', shape, read };
