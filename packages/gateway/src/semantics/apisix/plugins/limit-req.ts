import type { Context } from '../context.ts';
import { numberOf, type Table, textOf } from '../lua/value.ts';
import { keyOf, scopeOf } from './limit-count.ts';
import { zone } from './limit-windows.ts';
import type { Exit, Plugin } from './plugin.ts';

/**
 * A leaky bucket (plugins/limit-req.lua, resty.limit.req): requests beyond the rate wait, those beyond rate and burst
 * are turned away. Waiting changes no answer.
 */
export const limitReq: Plugin = {
  name: 'limit-req',
  priority: 1001,
  compile(conf, home) {
    const scope = scopeOf(conf, home);
    return { access: (context) => limit(context, conf, scope) };
  },
};

interface Bucket {
  readonly excess: number;
  readonly at: number;
}

const isBucket = (value: unknown): value is Bucket =>
  typeof value === 'object' && value !== null && 'excess' in value && 'at' in value;

function limit(context: Context, conf: Table, scope: string): Exit | undefined {
  const buckets = zone(context, 'limit-req');
  const key = `${scope}${keyOf(context, conf)}`;
  const rate = numberOf(conf['rate']) ?? 1;
  const { now } = context.exchange;
  const known = buckets.get(key);
  const excess = isBucket(known) ? Math.max(0, known.excess - (rate * Math.abs(now - known.at)) / 1000 + 1) : 0;
  if (excess > (numberOf(conf['burst']) ?? 0)) {
    const status = numberOf(conf['rejected_code']) ?? 503;
    const message = textOf(conf['rejected_msg']);
    return message === undefined ? { status } : { status, body: { error_msg: message } };
  }
  buckets.set(key, { excess, at: now } satisfies Bucket);
  return undefined;
}
