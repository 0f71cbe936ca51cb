import { type Context, setResponseHeader } from '../context.ts';
import { firstHeader } from '../request/headers.ts';
import type { Exit, Hooks } from './plugin.ts';
import {
  directives,
  type Entry,
  fitsRequest,
  freshness,
  hideControl,
  keyOf,
  says,
  type Settings,
  show,
  storeOf,
  variantKept,
} from './proxy-cache-entries.ts';

const note = 'proxy-cache';

/**
 * plugins/proxy-cache/memory_handler.lua. What the client says in Cache-Control counts with `cache_control` only; private
 * answers, and those that set cookies, are not kept; Vary makes variants.
 */
export const memory = (settings: Settings): Hooks => ({
  access: (context) => access(context, settings),
  header: (context) => header(context, settings),
  body: (context) => body(context, settings),
});

/** Belong to one connection, or say something about this answer. */
const own = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailers',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'apisix-cache-status',
]);

function access(context: Context, settings: Settings): Exit | undefined {
  const { exchange } = context;
  const asked = directives(firstHeader(exchange.headers, 'cache-control'));
  const store = storeOf(context, settings);
  const key = keyOf(context, settings);
  const known = store.find(key);
  if (exchange.method === 'PURGE') {
    store.put(key, []);
    return { status: known.length === 0 ? 404 : 200 };
  }
  if (!settings.methods.includes(exchange.method)) return passed(context, 'MISS');
  if (says(context, settings.bypass)) return passed(context, 'BYPASS');
  if (settings.control && (asked.has('no-store') || asked.has('no-cache'))) return passed(context, 'BYPASS');
  context.notes.set(note, 'open');
  const entry = known.find((one) => fitsRequest(context, one));
  if (entry === undefined) {
    show(context, 'MISS');
    return settings.control && asked.has('only-if-cached') ? { status: 504 } : undefined;
  }
  if (entry.until <= exchange.now) return passed(context, 'EXPIRED');
  if (settings.control && stale(context, entry, asked)) return passed(context, 'STALE');
  return hit(context, settings, entry);
}

function passed(context: Context, status: string): undefined {
  show(context, status);
  return undefined;
}

function stale(context: Context, entry: Entry, asked: ReturnType<typeof directives>): boolean {
  const age = (context.exchange.now - entry.at) / 1000;
  const kept = (entry.until - entry.at) / 1000;
  const [most, beyond, least] = ['max-age', 'max-stale', 'min-fresh'].map((name) => asked.get(name));
  return (
    (typeof most === 'number' && age > most) ||
    (typeof beyond === 'number' && age - kept > beyond) ||
    (typeof least === 'number' && kept - age < least)
  );
}

function hit(context: Context, { hides }: Settings, entry: Entry): Exit {
  context.notes.set(note, 'hit');
  for (const { name, value } of entry.headers) setResponseHeader(context, name, value);
  if (hides) hideControl(context);
  setResponseHeader(context, 'Age', String(Math.floor((context.exchange.now - entry.at) / 1000)));
  show(context, 'HIT');
  return { status: entry.status, body: entry.body };
}

function header(context: Context, settings: Settings): void {
  if (context.notes.get(note) !== 'open') return;
  const { headers } = context.response;
  const kept = headers.filter(({ lower }) => !own.has(lower) && !lower.includes('ratelimit-remaining'));
  const control = directives(firstHeader(headers, 'cache-control'));
  const seconds = settings.control
    ? (freshness(context, control, firstHeader(headers, 'expires')) ?? 0)
    : settings.seconds;
  const cookie = firstHeader(headers, 'set-cookie') !== undefined;
  if (settings.hides) hideControl(context);
  const vary = variantKept(context, settings, control, seconds);
  const keeps = (settings.cookies || !cookie) && vary !== undefined;
  context.notes.set(note, keeps ? { headers: kept, seconds, vary } : 'left');
}

interface Kept extends Pick<Entry, 'headers' | 'vary'> {
  readonly seconds: number;
}

const isKept = (value: unknown): value is Kept => typeof value === 'object' && value !== null && 'seconds' in value;

function body(context: Context, settings: Settings): void {
  const kept = context.notes.get(note);
  if (!isKept(kept)) return;
  const { response, exchange } = context;
  const { headers, vary, seconds } = kept;
  const until = exchange.now + seconds * 1000;
  const entry: Entry = { status: response.status, headers, body: response.body, at: exchange.now, until, vary };
  const store = storeOf(context, settings);
  const key = keyOf(context, settings);
  const names = [...vary.keys()].join(',');
  const others = store
    .find(key)
    .filter((one) => [...one.vary.keys()].join(',') === names && !fitsRequest(context, one));
  store.put(key, names === '' ? [entry] : [...others, entry]);
}
