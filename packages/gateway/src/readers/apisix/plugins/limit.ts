/** What the plugins that limit have in common: keys, counters, refusals (`apisix/plugins/limit-count/init.lua`, `limit-req.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Template } from '../../../model/base.ts';
import type { Limit } from '../../../model/policy.ts';
import { textOf } from '../typed.ts';
import { numberField, textField } from './fields.ts';
import type { Use } from './reader.ts';
import { templateOf, variable } from './template.ts';

const client: Template = [{ attribute: 'clientAddress' }];

const hasVariable = (key: Template): boolean => key.some((piece) => typeof piece === 'object');

/** A combination in which nothing has a value counts by the client's address, also one without any variable. */
export function keyOf(node: Node): Template {
  const key = textField(node, 'key', 'remote_addr');
  const type = textField(node, 'key_type', 'var');
  if (type === 'constant') return [key];
  if (type === 'var') return [variable(key)];
  const combination = templateOf(key);
  return hasVariable(combination) ? combination : client;
}

/** The key of one of several rules; undefined where it never has a value, so that the rule never applies. */
export function ruleKey(node: Node): Template | undefined {
  const key = templateOf(textField(node, 'key', ''));
  return hasVariable(key) ? key : undefined;
}

/**
 * Counters belong to the object that holds the plugin, or to a group that has a name (observed: limit-count-keys vectors).
 * `part` tells several limits of one plugin apart.
 */
export function groupOf({ name, node, owner }: Use, part = ''): string {
  const group = textOf(child(node, 'group'));
  return group === undefined ? `${name}.${owner.kind}.${owner.id}${part}` : `${name}.group.${group}`;
}

/** A global rule's limit counts beside that of the route. */
export const turnOf = ({ name, owner }: Use): string => (owner.kind === 'global_rules' ? `global-${name}` : name);

/** The answer to a request beyond the limit. */
export const refusalOf = (node: Node): Pick<Limit, 'status' | 'message'> => ({
  status: numberField(node, 'rejected_code', 503),
  message: textOf(child(node, 'rejected_msg')),
});

/** Redis counts for all gateways together. */
export const countedOf = (node: Node): Limit['counted'] =>
  textField(node, 'policy', 'local') === 'local' ? 'each' : 'together';
