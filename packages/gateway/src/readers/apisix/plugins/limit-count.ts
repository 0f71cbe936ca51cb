/** limit-count: so many requests in each fixed window for each value of a key (`apisix/plugins/limit-count/init.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { LimitCount, Policy, Template } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import type { Shape } from '../schema/shape.ts';
import { boolean, both, choice, either, integer, listOf, number, objectOf, text, violation } from '../schema/shape.ts';
import { numberOf, textOf } from '../typed.ts';
import { booleanField, numberField, textField, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { templateOf, variable } from './template.ts';

const amount = either(text(), integer({ min: 1 }));

const rule = objectOf(
  { count: amount, time_window: amount, key: text(), header_prefix: text() },
  { required: ['count', 'time_window', 'key'] },
);

const relations: Shape = (node) => {
  const has = (name: string): boolean => child(node, name) !== undefined;
  if (has('rules') && (has('count') || has('time_window'))) return violation(node, 'exclusive', 'count, rules');
  if (has('rules') && has('group')) return violation(node, 'exclusive', 'group, rules');
  if (has('rules')) return undefined;
  const missing = ['count', 'time_window'].find((name) => !has(name));
  if (missing !== undefined) return violation(node, 'missing', missing);
  const needs: Readonly<Record<string, readonly string[]>> = {
    redis: ['redis_host'],
    'redis-cluster': ['redis_cluster_nodes', 'redis_cluster_name'],
    'redis-sentinel': ['redis_sentinels', 'redis_master_name'],
  };
  const lacking = needs[textField(node, 'policy', 'local')]?.find((name) => !has(name));
  return lacking === undefined ? undefined : violation(node, 'missing', lacking);
};

const shape = both(
  objectOf({
    count: amount,
    time_window: amount,
    window_type: choice('fixed', 'sliding'),
    rules: listOf(rule, { min: 1 }),
    group: text(),
    key: text(),
    key_type: choice('var', 'var_combination', 'constant'),
    rejected_code: integer({ min: 200, max: 599 }),
    rejected_msg: text({ min: 1 }),
    policy: choice('local', 'redis', 'redis-cluster', 'redis-sentinel'),
    allow_degradation: boolean,
    show_limit_quota_header: boolean,
    sync_interval: number(),
  }),
  relations,
);

function keyOf(node: Node): Template {
  const key = textField(node, 'key', 'remote_addr');
  const type = textField(node, 'key_type', 'var');
  if (type === 'constant') return [key];
  return type === 'var' ? [variable(key)] : templateOf(key);
}

/** Counters belong to the object that holds the plugin, or to a group. */
function groupOf({ node, owner }: Use): Pick<LimitCount, 'group' | 'shared'> {
  const group = textOf(child(node, 'group'));
  if (group !== undefined) return { group: `group:${group}`, shared: true };
  return { group: `${owner.kind}:${owner.id}`, shared: owner.kind !== 'routes' };
}

function read(use: Use, reading: Reading): readonly Policy[] {
  const { node } = use;
  const count = numberOf(child(node, 'count'));
  const seconds = numberOf(child(node, 'time_window'));
  const plain = textField(node, 'policy', 'local') === 'local' && textField(node, 'window_type', 'fixed') === 'fixed';
  if (count === undefined || seconds === undefined || !plain) return [unmapped(use)];
  const metadata = reading.objects.plugin_metadata.get(use.name);
  const policy: LimitCount = {
    kind: 'limit-count',
    origin: use.name,
    sources: [node],
    count,
    seconds,
    key: keyOf(node),
    status: numberField(node, 'rejected_code', 503),
    message: textOf(child(node, 'rejected_msg')),
    showHeaders: booleanField(node, 'show_limit_quota_header', true),
    ...groupOf(use),
  };
  if (metadata === undefined) return [policy];
  reading.used.add(metadata.node);
  const names = ['limit_header', 'remaining_header', 'reset_header'].flatMap(
    (name) => child(metadata.node, name) ?? [],
  );
  if (names.length === 0) return [policy];
  return [policy, { kind: 'unmapped', origin: 'limit-count.metadata', protects: false, sources: names }];
}

export const limitCount: PluginReader = { name: 'limit-count', shape, read };
