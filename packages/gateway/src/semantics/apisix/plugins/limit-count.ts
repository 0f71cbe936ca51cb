import { type Context, fill, read, setResponseHeader } from '../context.ts';
import { encodeJson } from '../lua/json.ts';
import { numberText, toNumber } from '../lua/number.ts';
import { idOf, isList, listOf, luaText, numberOf, type Table, tableOf, textOf, type Value } from '../lua/value.ts';
import { type Count, fixedWindow, slidingWindow } from './limit-windows.ts';
import type { Exit, Home, Plugin } from './plugin.ts';

/** So many requests in a window of time (plugins/limit-count/init.lua). Redis policies count like the local one here. */
export const limitCount: Plugin = {
  name: 'limit-count',
  priority: 1002,
  compile(conf, home) {
    const scope = scopeOf(conf, home);
    return { access: (context) => limit(context, conf, scope) };
  },
};

/** Where counters live: the group, else the place of definition together with the configuration itself. */
export function scopeOf(conf: Table, { parent }: Pick<Home, 'parent'>, suffix = ''): string {
  const group = textOf(conf['group']);
  if (group !== undefined) return `${group}:`;
  const own: Record<string, Value> = {};
  for (const key of Object.keys(conf).sort()) if (key !== '_meta') own[key] = conf[key] ?? null;
  return `${parent}:${encodeJson(own)}${suffix}:`;
}

interface Rule {
  readonly count: number;
  readonly window: number;
  readonly key: string;
  readonly prefix: string | undefined;
}

/** Counts the request for every rule that applies, until one is used up. */
export function limit(context: Context, conf: Table, scope: string): Exit | undefined {
  const rules = rulesOf(context, conf);
  if (rules === undefined || rules.length === 0)
    return conf['allow_degradation'] === true ? undefined : { status: 500 };
  for (const rule of rules) {
    const exit = count(context, conf, rule, scope);
    if (exit !== undefined) return exit;
  }
  return undefined;
}

function count(context: Context, conf: Table, rule: Rule, scope: string): Exit | undefined {
  const counter = conf['window_type'] === 'sliding' ? slidingWindow : fixedWindow;
  const outcome = counter(context, `${scope}${rule.key}`, rule.count, rule.window);
  if (conf['show_limit_quota_header'] !== false) show(context, rule, outcome);
  if (!outcome.rejected) return undefined;
  const status = numberOf(conf['rejected_code']) ?? 503;
  const message = textOf(conf['rejected_msg']);
  return message === undefined ? { status } : { status, body: { error_msg: message } };
}

const names = {
  limit_header: 'X-RateLimit-Limit',
  remaining_header: 'X-RateLimit-Remaining',
  reset_header: 'X-RateLimit-Reset',
} as const;

function show(context: Context, rule: Rule, outcome: Count): void {
  const metadata = context.gateway.metadata.get('limit-count');
  const set = (key: keyof typeof names, value: string): void => {
    const name = textOf(metadata?.[key]) ?? names[key];
    const written = rule.prefix === undefined ? name : name.replace('RateLimit-', `${rule.prefix}-RateLimit-`);
    setResponseHeader(context, written, value);
  };
  set('limit_header', numberText(rule.count));
  set('remaining_header', numberText(outcome.rejected ? 0 : outcome.remaining));
  set('reset_header', numberText(Math.floor(outcome.reset * 100) / 100));
}

/** Undefined when a number cannot be worked out; a rule whose key has no value does not apply. */
function rulesOf(context: Context, conf: Table): readonly Rule[] | undefined {
  if (!isList(conf['rules'])) {
    const count = positive(context, conf['count']);
    const window = positive(context, conf['time_window']);
    if (count === undefined || window === undefined) return undefined;
    return [{ count, window, key: keyOf(context, conf), prefix: undefined }];
  }
  const rules: Rule[] = [];
  for (const [index, value] of listOf(conf['rules']).entries()) {
    const rule = tableOf(value) ?? {};
    const key = fill(context, textOf(rule['key']) ?? '');
    if (key.resolved === 0) continue;
    const count = positive(context, rule['count']);
    const window = positive(context, rule['time_window']);
    if (count === undefined || window === undefined) return undefined;
    rules.push({ count, window, key: key.text, prefix: idOf(rule['header_prefix']) ?? String(index + 1) });
  }
  return rules;
}

/** A number as written, or a text with variables that comes to a whole number above 0. */
function positive(context: Context, value: Value | undefined): number | undefined {
  if (typeof value !== 'string') return numberOf(value);
  const number = toNumber(fill(context, value).text);
  return number !== undefined && number > 0 && Number.isSafeInteger(number) ? number : undefined;
}

/** The value that is counted by; without one, the client's address. */
export function keyOf(context: Context, conf: Table): string {
  const written = textOf(conf['key']) ?? 'remote_addr';
  const kind = textOf(conf['key_type']) ?? 'var';
  if (kind === 'constant') return written;
  if (kind === 'var_combination') {
    const filled = fill(context, written);
    return filled.resolved === 0 ? context.exchange.address : filled.text;
  }
  const value = read(context, written);
  return value === undefined ? context.exchange.address : luaText(value);
}
