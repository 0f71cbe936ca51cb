/** consumer-restriction: who may use a route, by consumer, group, service or route (`apisix/plugins/consumer-restriction.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Access, Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import type { Shape } from '../schema/shape.ts';
import { both, choice, integer, listOf, objectOf, text, violation } from '../schema/shape.ts';
import { method } from '../schema/common.ts';
import { itemsOf, textOf } from '../typed.ts';
import { numberField, textField, textsField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { refusal } from './refusal.ts';

const kinds = ['consumer_name', 'service_id', 'route_id', 'consumer_group_id'] as const;
const lists = ['blacklist', 'whitelist', 'allowed_by_methods'] as const;

const anyList: Shape = (node) =>
  lists.some((name) => child(node, name) !== undefined) ? undefined : violation(node, 'missing', lists.join(' | '));

const shape = both(
  objectOf({
    type: choice(...kinds),
    blacklist: listOf(text(), { min: 1 }),
    whitelist: listOf(text(), { min: 1 }),
    allowed_by_methods: listOf(objectOf({ user: text(), methods: listOf(method, { min: 1 }) })),
    rejected_code: integer({ min: 200 }),
    rejected_msg: text(),
  }),
  anyList,
);

/** What the lists say about one value of what is asked for. */
function rulesOf(use: Use, kind: string): (value: string) => Access {
  const { node } = use;
  const black = textsField(node, 'blacklist');
  const white = textsField(node, 'whitelist');
  const refuse = refusal(
    numberField(node, 'rejected_code', 403),
    textField(node, 'rejected_msg', `The ${kind} is forbidden.`),
  );
  return (value) => {
    if (black.includes(value)) return { respond: refuse };
    if (white.includes(value)) return 'pass';
    if (white.length > 0) return { respond: refuse };
    const own = itemsOf(child(node, 'allowed_by_methods')).find((one) => textOf(child(one, 'user')) === value);
    return own === undefined ? 'pass' : { methods: textsField(own, 'methods'), respond: refuse };
  };
}

function read(use: Use, { consumers }: Reading): readonly Policy[] {
  const kind = textField(use.node, 'type', 'consumer_name');
  const decide = rulesOf(use, kind);
  const missing: Access = {
    respond: refusal(401, `The request is rejected, please check the ${kind} for this request`),
  };
  const of = (value: string | undefined): Access => (value === undefined ? missing : decide(value));
  const base = { kind: 'restrict', origin: use.name, sources: [use.node] } as const;
  if (kind === 'route_id' || kind === 'service_id') {
    const same = of(kind === 'route_id' ? use.route : use.service);
    return [{ ...base, byConsumer: new Map(), others: same, withoutConsumer: same }];
  }
  const byConsumer = new Map(
    consumers.map(({ consumer, group }) => [consumer.name, of(kind === 'consumer_name' ? consumer.name : group?.id)]),
  );
  return [{ ...base, byConsumer, others: missing, withoutConsumer: missing }];
}

export const consumerRestriction: PluginReader = { name: 'consumer-restriction', shape, read };
