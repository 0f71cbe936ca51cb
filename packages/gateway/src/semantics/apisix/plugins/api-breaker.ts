import { addResponseHeader, type Context, fill } from '../context.ts';
import { listOf, luaText, numberOf, type Table, tableOf, textOf } from '../lua/value.ts';
import { zone } from './limit-windows.ts';
import type { Exit, Plugin } from './plugin.ts';

/**
 * Answers by itself after too many bad answers of the nodes (plugins/api-breaker.lua). It counts for host and path, not
 * for routes; failures need not follow one another.
 */
export const apiBreaker: Plugin = {
  name: 'api-breaker',
  priority: 1005,
  compile(conf) {
    const unhealthy = tableOf(conf['unhealthy']) ?? {};
    const healthy = tableOf(conf['healthy']) ?? {};
    const failures = numberOf(unhealthy['failures']) ?? 3;
    const limits = {
      failures,
      longest: numberOf(conf['max_breaker_sec']) ?? 300,
      bad: statuses(unhealthy, 500),
      good: statuses(healthy, 200),
      successes: numberOf(healthy['successes']) ?? 3,
    };
    return {
      access: (context) => (open(context, limits) ? broken(context, conf) : undefined),
      log: (context) => count(context, limits),
    };
  },
};

interface Limits {
  readonly failures: number;
  readonly longest: number;
  readonly bad: readonly number[];
  readonly good: readonly number[];
  readonly successes: number;
}

const statuses = (table: Table, otherwise: number): readonly number[] => {
  const listed = listOf(table['http_statuses']).filter((one) => typeof one === 'number');
  return listed.length === 0 ? [otherwise] : listed;
};

const keyOf = ({ exchange }: Context): string => exchange.host + exchange.uri;

function stored(context: Context, name: string): number | undefined {
  const value = zone(context, 'api-breaker').get(`${name} ${keyOf(context)}`);
  return typeof value === 'number' ? value : undefined;
}

const store = (context: Context, name: string, value: number | undefined): void => {
  const memory = zone(context, 'api-breaker');
  const key = `${name} ${keyOf(context)}`;
  if (value === undefined) memory.delete(key);
  else memory.set(key, value);
};

const seconds = ({ exchange }: Context): number => Math.floor(exchange.now / 1000);

/** Two seconds at first, twice as long with every further multiple of `failures`. */
function open(context: Context, { failures, longest }: Limits): boolean {
  const bad = stored(context, 'bad');
  const since = stored(context, 'since');
  if (bad === undefined || since === undefined || seconds(context) >= since + longest) return false;
  const times = Math.max(1, Math.floor(bad / failures));
  return since + Math.min(2 ** times, longest) >= seconds(context);
}

function broken(context: Context, conf: Table): Exit {
  const status = numberOf(conf['break_response_code']) ?? 502;
  const body = textOf(conf['break_response_body']);
  if (body === undefined) return { status };
  for (const one of listOf(conf['break_response_headers'])) {
    const header = tableOf(one) ?? {};
    addResponseHeader(context, textOf(header['key']) ?? '', fill(context, luaText(header['value'])).text);
  }
  return { status, body };
}

function count(context: Context, limits: Limits): void {
  const status = Number(context.exchange.named.get('upstream_status')?.slice(-3));
  const bad = stored(context, 'bad');
  if (limits.bad.includes(status)) {
    const now = (bad ?? 0) + 1;
    store(context, 'bad', now);
    store(context, 'good', undefined);
    if (now % limits.failures === 0) store(context, 'since', seconds(context));
    return;
  }
  if (!limits.good.includes(status) || bad === undefined) return;
  const good = (stored(context, 'good') ?? 0) + 1;
  store(context, 'good', good);
  if (good >= limits.successes) for (const name of ['since', 'bad', 'good']) store(context, name, undefined);
}
