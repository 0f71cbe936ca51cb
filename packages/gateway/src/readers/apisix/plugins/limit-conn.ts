/**
 * limit-conn: so many requests at the same time for each value of a key; more wait, and beyond the burst they are refused
 * (`apisix/plugins/limit-conn.lua`). Limits by variables and rules have no word in the model.
 */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { anything, boolean, choice, either, integer, number, objectOf, text } from '../schema/shape.ts';
import { numberField, unmapped } from './fields.ts';
import { countedOf, groupOf, keyOf, refusalOf } from './limit.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf(
  {
    conn: either(integer({ above: 0 }), text()),
    burst: either(integer({ min: 0 }), text()),
    default_conn_delay: number({ above: 0 }),
    only_use_default_delay: boolean,
    key: text(),
    key_type: choice('var', 'var_combination'),
    rules: anything,
    policy: choice('local', 'redis', 'redis-cluster', 'redis-sentinel'),
    rejected_code: integer({ min: 200, max: 599 }),
    rejected_msg: text({ min: 1 }),
    allow_degradation: boolean,
  },
  { required: ['default_conn_delay'] },
);

/** The same for every request to one gateway. */
const constant = new Set(['unknown:server_addr', 'unknown:hostname', 'unknown:server_name']);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const [most, waiting] = [numberField(node, 'conn', 0), numberField(node, 'burst', 0)];
  if (child(node, 'rules') !== undefined || most === 0 || countedOf(node) !== 'each') return [unmapped(use)];
  return [
    {
      kind: 'limit-concurrency',
      origin: use.name,
      sources: [node],
      most: most + waiting,
      waiting,
      together: keyOf(node).every((piece) => typeof piece === 'string' || constant.has(piece.attribute)),
      ...refusalOf(node),
      group: groupOf(use),
    },
  ];
}

export const limitConn: PluginReader = { name: 'limit-conn', shape, read };
