import type { Context } from '../context.ts';

/** What a counter says about one request. */
export interface Count {
  readonly rejected: boolean;
  readonly remaining: number;
  /** Seconds until the counter starts again. */
  readonly reset: number;
}

/** A named part of shared memory. */
export function zone(context: Context, name: string): Map<string, unknown> {
  const { shared } = context.gateway;
  const known = shared.get(name);
  if (known !== undefined) return known;
  const made = new Map<string, unknown>();
  shared.set(name, made);
  return made;
}

interface Window {
  used: number;
  readonly until: number;
}

const isWindow = (value: unknown): value is Window =>
  typeof value === 'object' && value !== null && 'used' in value && 'until' in value;

/** Beyond so many counters those of windows that are over are dropped. */
const most = 50_000;

function forget(counters: Map<string, unknown>, now: number): void {
  for (const [key, value] of counters) if (isWindow(value) && value.until <= now) counters.delete(key);
}

/** The window begins with its first request (resty.limit.count); rejected requests count too. */
export function fixedWindow(context: Context, key: string, limit: number, seconds: number): Count {
  const counters = zone(context, 'limit-count');
  const { now } = context.exchange;
  const known = counters.get(key);
  const window: Window = isWindow(known) && known.until > now ? known : { used: 0, until: now + seconds * 1000 };
  window.used++;
  if (counters.size > most) forget(counters, now);
  counters.set(key, window);
  const reset = window.used === 1 ? seconds : Math.max(0, (window.until - now) / 1000);
  return { rejected: window.used > limit, remaining: limit - window.used, reset };
}

/**
 * Windows that begin at multiples of their length; the last one counts in proportion to what of it is still in reach
 * (plugins/limit-count/sliding-window).
 */
export function slidingWindow(context: Context, key: string, limit: number, seconds: number): Count {
  const counters = zone(context, 'limit-count-sliding');
  const now = context.exchange.now / 1000;
  const index = Math.floor(now / seconds);
  const used = (at: number): number => {
    const value = counters.get(`${key}.${at}.counter`);
    return typeof value === 'number' ? value : 0;
  };
  const share = (seconds - (now - index * seconds)) / seconds;
  const estimated = share * Math.min(used(index - 1), limit) + used(index);
  if (estimated >= limit)
    return {
      rejected: true,
      remaining: 0,
      reset: resetOf(used(index - 1), used(index), limit, seconds, now - index * seconds),
    };
  counters.set(`${key}.${index}.counter`, used(index) + 1);
  counters.delete(`${key}.${index - 2}.counter`);
  return { rejected: false, remaining: Math.floor(limit - (estimated + 1)), reset: seconds };
}

/** When the estimate falls below the limit again. */
function resetOf(last: number, current: number, limit: number, seconds: number, elapsed: number): number {
  if (current >= limit || last === 0) return seconds - elapsed;
  return Math.max(0, seconds - ((limit - current) / last) * seconds - elapsed);
}
