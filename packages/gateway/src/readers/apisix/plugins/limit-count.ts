/** limit-count: so many requests in each fixed window for each value of a key (`apisix/plugins/limit-count/init.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Limit, Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import type { Shape } from '../schema/shape.ts';
import { boolean, both, choice, either, integer, listOf, number, objectOf, text, violation } from '../schema/shape.ts';
import { idOf, itemsOf, numberOf, textOf } from '../typed.ts';
import { booleanField, textField, unmapped } from './fields.ts';
import { countedOf, groupOf, keyOf, refusalOf, ruleKey, turnOf } from './limit.ts';
import type { PluginReader, Use } from './reader.ts';

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

/** A number as written, or as text without variables. */
function amountOf(node: Node | undefined): number | undefined {
  const text = textOf(node);
  if (text === undefined) return numberOf(node);
  return /^[1-9][0-9]*$/.test(text) ? Number(text) : undefined;
}

type Names = NonNullable<Limit['headers']>;

/** The metadata of the plugin may rename the headers; a rule puts its prefix into them. */
function namesOf(node: Node, metadata: Node | undefined, prefix: string | undefined): Names | undefined {
  if (!booleanField(node, 'show_limit_quota_header', true)) return undefined;
  const name = (field: string, usual: string): string => {
    const written = textOf(child(metadata, field)) ?? usual;
    return prefix === undefined ? written : written.replace('RateLimit-', `${prefix}-RateLimit-`);
  };
  return {
    limit: name('limit_header', 'X-RateLimit-Limit'),
    remaining: name('remaining_header', 'X-RateLimit-Remaining'),
    reset: name('reset_header', 'X-RateLimit-Reset'),
  };
}

/** One limit; undefined when its numbers depend on the request. */
function limitOf(
  use: Use,
  from: Node,
  fields: Pick<Limit, 'key' | 'withoutKey' | 'headers' | 'group' | 'turn'>,
): Limit | undefined {
  const count = amountOf(child(from, 'count'));
  const seconds = amountOf(child(from, 'time_window'));
  if (count === undefined || seconds === undefined) return undefined;
  const sliding = textField(use.node, 'window_type', 'fixed') === 'sliding';
  return {
    kind: 'limit',
    origin: use.name,
    sources: [from],
    rate: { kind: 'window', count, seconds, sliding },
    ...fields,
    ...refusalOf(use.node),
    counted: countedOf(use.node),
  };
}

/** Rules count one after the other; the first that is used up refuses. */
function rulesOf(use: Use, metadata: Node | undefined): readonly (Limit | undefined)[] {
  return itemsOf(child(use.node, 'rules')).flatMap((item, index) => {
    const key = ruleKey(item);
    if (key === undefined) return [];
    const headers = namesOf(use.node, metadata, idOf(child(item, 'header_prefix')) ?? String(index + 1));
    const [group, turn] = [groupOf(use, `.${index}`), `${turnOf(use)}-${index + 1}`];
    const limit = limitOf(use, item, { key, withoutKey: 'pass', headers, group, turn });
    return [limit === undefined ? undefined : { ...limit, sources: index === 0 ? [use.node] : [item] }];
  });
}

function read(use: Use, reading: Reading): readonly Policy[] {
  const { node } = use;
  const metadata = reading.objects.plugin_metadata.get(use.name)?.node;
  if (metadata !== undefined) reading.used.add(metadata);
  const limits =
    child(node, 'rules') === undefined
      ? [
          limitOf(use, node, {
            key: keyOf(node),
            withoutKey: 'client',
            headers: namesOf(node, metadata, undefined),
            group: groupOf(use),
            turn: turnOf(use),
          }),
        ]
      : rulesOf(use, metadata);
  const known = limits.filter((limit) => limit !== undefined);
  const policies = known.length === limits.length ? known : [unmapped(use)];
  // What becomes of the limit becomes of its metadata.
  return policies.map((one, index) =>
    index === 0 && metadata !== undefined ? { ...one, sources: [...one.sources, metadata] } : one,
  );
}

export const limitCount: PluginReader = { name: 'limit-count', shape, read };
