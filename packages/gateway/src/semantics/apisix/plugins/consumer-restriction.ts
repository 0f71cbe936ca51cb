import type { Context } from '../context.ts';
import { listOf, numberOf, tableOf, textOf, textsOf } from '../lua/value.ts';
import type { Exit, Plugin } from './plugin.ts';

/** Who may use a route (plugins/consumer-restriction.lua): by consumer, group, service or route. */
export const consumerRestriction: Plugin = {
  name: 'consumer-restriction',
  priority: 2400,
  compile(conf) {
    const kind = textOf(conf['type']) ?? 'consumer_name';
    const black = textsOf(conf['blacklist']);
    const white = textsOf(conf['whitelist']);
    const methods = listOf(conf['allowed_by_methods'])
      .map(tableOf)
      .filter((one) => one !== undefined);
    const refuse = (): Exit => ({
      status: numberOf(conf['rejected_code']) ?? 403,
      body: { message: textOf(conf['rejected_msg']) ?? `The ${kind} is forbidden.` },
    });
    return {
      access(context) {
        const value = subject(context, kind);
        if (value === undefined)
          return {
            status: 401,
            body: { message: `The request is rejected, please check the ${kind} for this request` },
          };
        if (black.includes(value)) return refuse();
        if (white.length > 0 && white.includes(value)) return undefined;
        const own = methods.find((one) => textOf(one['user']) === value);
        const allowed = own === undefined || textsOf(own['methods']).includes(context.exchange.method);
        return white.length > 0 || !allowed ? refuse() : undefined;
      },
    };
  },
};

function subject({ consumer, route }: Context, kind: string): string | undefined {
  if (kind === 'consumer_name') return consumer?.name;
  if (kind === 'consumer_group_id') return consumer?.group;
  return kind === 'service_id' ? route?.service : route?.id;
}
