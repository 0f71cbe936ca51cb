import { type Context, fill, setResponseHeader } from '../context.ts';
import { expression } from '../lua/expression.ts';
import { listOf, luaText, numberOf, type Table, tableOf, textOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** Answers by itself, for some requests (plugins/fault-injection.lua). A delay changes no answer. */
export const faultInjection: Plugin = {
  name: 'fault-injection',
  priority: 11000,
  compile(conf, { gateway }) {
    const abort = tableOf(conf['abort']);
    if (abort === undefined) return {};
    const conditions =
      abort['vars'] === undefined ? undefined : listOf(abort['vars']).map((rule) => expression(listOf(rule)));
    const percentage = numberOf(abort['percentage']);
    return {
      rewrite(context) {
        if (percentage !== undefined && Math.floor(gateway.random() * 100) + 1 > percentage) return undefined;
        if (conditions?.some((one) => one?.(context.exchange) === true) === false) return undefined;
        return answer(context, abort);
      },
    };
  },
};

function answer(context: Context, abort: Table): { readonly status: number; readonly body?: string } {
  for (const [name, value] of Object.entries(tableOf(abort['headers']) ?? {})) {
    setResponseHeader(context, name, typeof value === 'string' ? fill(context, value).text : luaText(value));
  }
  const status = numberOf(abort['http_status']) ?? 500;
  const body = textOf(abort['body']);
  return body === undefined ? { status } : { status, body: fill(context, body).text };
}
