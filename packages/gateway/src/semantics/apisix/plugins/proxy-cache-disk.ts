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

/** Seconds that an answer is kept which does not say how long (`proxy_cache_valid any 10s`). */
const usual = 10;
/** Methods that nginx looks up at all (`proxy_cache_methods`). */
const looked = new Set(['GET', 'HEAD', 'POST']);

/**
 * plugins/proxy-cache/disk_handler.lua with nginx's own cache: Cache-Control of the client counts for nothing, that of the
 * answer for everything; a purged file is still answered from, because nginx has it open (observed: proxy-cache-002).
 */
export const disk = (settings: Settings): Hooks => ({
  access: (context) => purge(context, settings),
  beforeProxy: (context) => lookUp(context, settings),
  header: (context) => header(context, settings),
  body: (context) => body(context, settings),
});

function purge(context: Context, settings: Settings): Exit | undefined {
  if (context.exchange.method !== 'PURGE') return undefined;
  const store = storeOf(context, settings);
  const key = keyOf(context, settings);
  const files = store.find(key).filter(({ purged }) => purged !== true);
  store.put(
    key,
    store.find(key).map((one) => ({ ...one, purged: true })),
  );
  return { status: files.length === 0 ? 404 : 200 };
}

function lookUp(context: Context, settings: Settings): Exit | undefined {
  const { exchange, notes } = context;
  if (!looked.has(exchange.method)) return undefined;
  const known = storeOf(context, settings)
    .find(keyOf(context, settings))
    .find((one) => fitsRequest(context, one));
  if (says(context, settings.bypass) || !settings.methods.includes(exchange.method)) notes.set(note, 'BYPASS');
  else if (known === undefined) notes.set(note, 'MISS');
  else if (known.until <= exchange.now) notes.set(note, 'EXPIRED');
  else {
    notes.set(note, 'HIT');
    return { status: known.status, body: known.body, replayed: known.headers };
  }
  return undefined;
}

function header(context: Context, settings: Settings): void {
  const { response, notes } = context;
  const status = notes.get(note);
  if (typeof status === 'string' && status !== 'HIT') keepLater(context, settings);
  if (settings.hides) hideControl(context);
  if (typeof status === 'string') show(context, status);
  else if (response.source !== 'upstream') setResponseHeader(context, 'Apisix-Cache-Status', undefined);
}

/** Takes note of what nginx will keep of an upstream's answer. */
function keepLater(context: Context, settings: Settings): void {
  const { response, exchange, notes } = context;
  const { headers } = response;
  const control = directives(firstHeader(headers, 'cache-control'));
  const seconds = freshness(context, control, firstHeader(headers, 'expires')) ?? usual;
  const vary = variantKept(context, settings, control, seconds);
  const keeps =
    response.source === 'upstream' &&
    settings.methods.includes(exchange.method) &&
    firstHeader(headers, 'set-cookie') === undefined;
  if (!keeps || vary === undefined) return;
  const at = exchange.now;
  const until = at + seconds * 1000;
  // nginx keeps what the upstream sent, whatever plugins make of it afterwards.
  const entry: Entry = {
    status: response.status,
    headers: [...headers],
    body: response.body,
    at,
    until,
    vary,
  };
  notes.set('proxy-cache entry', entry);
}

function body(context: Context, settings: Settings): void {
  const entry = context.notes.get('proxy-cache entry');
  if (typeof entry !== 'object' || entry === null) return;
  // Put there by the header filter.
  const kept = entry as Entry;
  const store = storeOf(context, settings);
  const key = keyOf(context, settings);
  store.put(key, [...store.find(key).filter((one) => !fitsRequest(context, one)), kept]);
}
