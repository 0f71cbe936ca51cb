/**
 * traffic-label: request headers by rules; the first rule that holds and has headers counts (`apisix/plugins/traffic-label.lua`).
 * A rule that takes turns between several actions has no mapping.
 */
import { all, always, any, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { readExpression } from '../expression/expression.ts';
import type { Shape } from '../schema/shape.ts';
import { anything, either, integer, listOf, mapOf, number, objectOf, text } from '../schema/shape.ts';
import { itemsOf, numberOf } from '../typed.ts';
import { headerEdits, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const expression: Shape = (node) => {
  const read = readExpression(node);
  return read.ok ? undefined : read.error;
};

const action = objectOf({
  set_headers: mapOf(either(text(), number())),
  weight: integer({ min: 0 }),
});
const rule = objectOf(
  { match: (node) => listOf(anything)(node) ?? expression(node), actions: listOf(action, { min: 1 }) },
  { required: ['actions'] },
);
const shape = objectOf({ rules: listOf(rule, { min: 1 }) }, { required: ['rules'] });

/** undefined when it cannot be expressed. */
function matchOf(item: Node): Condition | undefined {
  const written = child(item, 'match');
  if (written === undefined) return always;
  const found = readExpression(written);
  return found.ok && found.value.unknown.length === 0 ? any([found.value.upper]) : undefined;
}

function read(use: Use): readonly Policy[] {
  const policies: Policy[] = [];
  const before: Condition[] = [];
  for (const item of itemsOf(child(use.node, 'rules'))) {
    const actions = itemsOf(child(item, 'actions')).filter((one) => (numberOf(child(one, 'weight')) ?? 1) > 0);
    const [only] = actions;
    const holds = matchOf(item);
    if (holds === undefined || only === undefined || actions.length > 1) return [unmapped(use)];
    const headers = child(only, 'set_headers');
    if (headers === undefined) continue;
    policies.push(labelling(use, headers, all([holds, ...before.map(not)])));
    before.push(holds);
  }
  return policies;
}

const labelling = (use: Use, headers: Node, when: Condition): Policy => ({
  kind: 'branch',
  origin: use.name,
  sources: [use.node],
  when,
  policies: [
    {
      kind: 'rewrite-request',
      origin: use.name,
      sources: [use.node],
      path: undefined,
      method: undefined,
      host: undefined,
      headers: { add: [], set: headerEdits(headers, false).set, remove: [] },
      normalises: false,
    },
  ],
});

export const trafficLabel: PluginReader = { name: 'traffic-label', shape, read };
