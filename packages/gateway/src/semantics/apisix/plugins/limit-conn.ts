import type { Context } from '../context.ts';
import { numberOf, type Table, textOf } from '../lua/value.ts';
import { keyOf, scopeOf } from './limit-count.ts';
import { zone } from './limit-windows.ts';
import type { Exit, Plugin } from './plugin.ts';

/**
 * Requests at the same time (plugins/limit-conn.lua, resty.limit.conn): beyond `conn` they wait, beyond `conn` and `burst`
 * they are turned away. One counts until its answer has gone. Waiting changes no answer.
 */
export const limitConn: Plugin = {
  name: 'limit-conn',
  priority: 1003,
  compile(conf, home) {
    const scope = scopeOf(conf, home);
    return { access: (context) => enter(context, conf, scope), log: leave };
  },
};

const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Counts the request, or turns it away. */
export function enter(context: Context, conf: Table, scope: string): Exit | undefined {
  const open = zone(context, 'limit-conn');
  const key = `${scope}${keyOf(context, conf)}`;
  const before = countOf(open.get(key));
  if (before >= (numberOf(conf['conn']) ?? 1) + (numberOf(conf['burst']) ?? 0)) {
    const status = numberOf(conf['rejected_code']) ?? 503;
    const message = textOf(conf['rejected_msg']);
    return message === undefined ? { status } : { status, body: { error_msg: message } };
  }
  open.set(key, before + 1);
  context.notes.set('limit-conn', [...heldBy(context), key]);
  return undefined;
}

/** Takes the request out of every count that it is in. */
export function leave(context: Context): void {
  const open = zone(context, 'limit-conn');
  for (const key of heldBy(context)) open.set(key, countOf(open.get(key)) - 1);
  context.notes.delete('limit-conn');
}

function heldBy(context: Context): readonly string[] {
  const held = context.notes.get('limit-conn');
  return Array.isArray(held) ? held.filter((key) => typeof key === 'string') : [];
}
