/** limit-req: a leaky bucket for each value of a key; what is beyond the rate waits, what is beyond the burst is refused (`apisix/plugins/limit-req.lua`). */
import type { Policy } from '../../../model/policy.ts';
import { boolean, choice, integer, number, objectOf, text } from '../schema/shape.ts';
import { booleanField, numberField } from './fields.ts';
import { countedOf, groupOf, keyOf, refusalOf, turnOf } from './limit.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf(
  {
    rate: number({ above: 0 }),
    burst: number({ min: 0 }),
    key: text(),
    key_type: choice('var', 'var_combination'),
    policy: choice('local', 'redis', 'redis-cluster', 'redis-sentinel'),
    rejected_code: integer({ min: 200, max: 599 }),
    rejected_msg: text({ min: 1 }),
    nodelay: boolean,
    allow_degradation: boolean,
  },
  { required: ['rate', 'burst', 'key'] },
);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const burst = numberField(node, 'burst', 0);
  return [
    {
      kind: 'limit',
      origin: use.name,
      sources: [node],
      rate: {
        kind: 'leak',
        perSecond: numberField(node, 'rate', 1),
        burst,
        delays: burst > 0 && !booleanField(node, 'nodelay', false),
      },
      key: keyOf(node),
      withoutKey: 'client',
      ...refusalOf(node),
      headers: undefined,
      group: groupOf(use),
      turn: turnOf(use),
      counted: countedOf(node),
    },
  ];
}

export const limitReq: PluginReader = { name: 'limit-req', shape, read };
