import { type Context, read, setResponseHeader } from '../context.ts';
import { isList, listOf, luaText, numberOf, type Table, textOf, textsOf } from '../lua/value.ts';
import { firstHeader, type Header } from '../request/headers.ts';
import { zone } from './limit-windows.ts';

/** The configuration of proxy-cache, with what counts where it says nothing. */
export interface Settings {
  readonly zone: string;
  readonly key: readonly string[];
  readonly isolated: boolean;
  readonly methods: readonly string[];
  readonly statuses: readonly number[];
  readonly bypass: readonly string[] | undefined;
  readonly noCache: readonly string[] | undefined;
  readonly hides: boolean;
  readonly control: boolean;
  readonly cookies: boolean;
  readonly seconds: number;
}

/** An answer that is kept. Times are in milliseconds. */
export interface Entry {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
  readonly at: number;
  readonly until: number;
  /** Values of the request headers that Vary names. */
  readonly vary: ReadonlyMap<string, string>;
  /** The file is gone, but nginx still has it open. */
  readonly purged?: boolean;
}

const identities = new Set(['$consumer_name', '$remote_user', '$http_authorization']);

export function settingsOf(conf: Table): Settings {
  const key = isList(conf['cache_key']) ? textsOf(conf['cache_key']) : ['$host', '$request_uri'];
  const statuses = listOf(conf['cache_http_status']).filter((one) => typeof one === 'number');
  const texts = (name: string): readonly string[] | undefined => (isList(conf[name]) ? textsOf(conf[name]) : undefined);
  return {
    zone: textOf(conf['cache_zone']) ?? 'disk_cache_one',
    key,
    isolated: conf['consumer_isolation'] !== false && !key.some((part) => identities.has(part)),
    methods: texts('cache_method') ?? ['GET', 'HEAD'],
    statuses: statuses.length === 0 ? [200, 301, 404] : statuses,
    bypass: texts('cache_bypass'),
    noCache: texts('no_cache'),
    hides: conf['hide_cache_headers'] === true,
    control: conf['cache_control'] === true,
    cookies: conf['cache_set_cookie'] === true,
    seconds: numberOf(conf['cache_ttl']) ?? 300,
  };
}

/** Texts and variables put together (`generate_complex_value`). */
const complex = (context: Context, parts: readonly string[]): string =>
  parts
    .map((part) => {
      if (!part.startsWith('$')) return part;
      const value = read(context, part.slice(1));
      return value === undefined ? '' : luaText(value);
    })
    .join('');

/** Whether a list of texts and variables says yes. */
export function says(context: Context, parts: readonly string[] | undefined): boolean {
  const value = parts === undefined ? '' : complex(context, parts);
  return value !== '' && value !== '0';
}

export function keyOf(context: Context, { key, isolated }: Settings): string {
  const value = complex(context, key);
  const identity = isolated ? context.consumer?.name : undefined;
  return identity === undefined ? value : `${identity}\x01${value}`;
}

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && 'until' in value;

/** The entries of a zone: by key, and for each the variants that Vary makes. */
export interface Store {
  find(key: string): readonly Entry[];
  put(key: string, entries: readonly Entry[]): void;
}

/** More is not kept. */
const most = 10_000;

export function storeOf(context: Context, { zone: name }: Settings): Store {
  const entries = zone(context, `proxy-cache ${name}`);
  return {
    find(key) {
      const found = entries.get(key);
      return Array.isArray(found) ? found.filter(isEntry) : [];
    },
    put(key, list) {
      entries.delete(key);
      if (list.length > 0) entries.set(key, list);
      const [oldest] = entries.keys();
      if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    },
  };
}

/** Names of Vary, in lower case; undefined for `*`. */
function varyOf(value: string | undefined): readonly string[] | undefined {
  const names = (value ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim().toLowerCase()]));
  return names.includes('*') ? undefined : names.sort();
}

/** What the request has in these headers. */
function valuesFor(context: Context, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.map((name) => {
      const value = read(context, `http_${name.replaceAll('-', '_')}`);
      return [name, value === undefined ? '' : luaText(value)];
    }),
  );
}

export const fitsRequest = (context: Context, { vary }: Entry): boolean =>
  [...valuesFor(context, [...vary.keys()])].every(([name, value]) => vary.get(name) === value);

/**
 * What the request has in the headers by which answers vary, where this answer may be kept for so many seconds; undefined
 * where it may not.
 */
export function variantKept(
  context: Context,
  settings: Settings,
  control: ReadonlyMap<string, unknown>,
  seconds: number,
): ReadonlyMap<string, string> | undefined {
  const { headers, status } = context.response;
  const vary = varyOf(firstHeader(headers, 'vary'));
  const secret = ['private', 'no-store', 'no-cache'].some((name) => control.has(name));
  const kept = settings.statuses.includes(status) && !says(context, settings.noCache) && !secret && seconds > 0;
  return kept && vary !== undefined ? valuesFor(context, vary) : undefined;
}

/** Directives of Cache-Control: a number, a text, or true. */
export function directives(value: string | undefined): ReadonlyMap<string, string | number | true> {
  const found = (value ?? '').split(',').flatMap((part): [string, string | number | true][] => {
    const [, name = '', given] = /^\s*([^=]+)(?:=(.+))?/.exec(part) ?? [];
    if (name === '') return [];
    const number = given === undefined || given.trim() === '' ? NaN : Number(given);
    return [[name.toLowerCase(), Number.isNaN(number) ? (given ?? true) : number]];
  });
  return new Map(found);
}

/** Seconds that the answer says it may be kept; undefined where it says nothing. */
export function freshness(context: Context, control: ReadonlyMap<string, unknown>, expires: string | undefined) {
  const age = control.get('s-maxage') ?? control.get('max-age');
  if (typeof age === 'number') return Math.max(0, age);
  const until = expires === undefined ? NaN : Date.parse(expires);
  return Number.isNaN(until) ? undefined : Math.max(0, (until - context.exchange.now) / 1000);
}

export const show = (context: Context, status: string): void =>
  setResponseHeader(context, 'Apisix-Cache-Status', status);

/** Takes off what says how long an answer may be kept. */
export function hideControl(context: Context): void {
  for (const name of ['Expires', 'Cache-Control']) setResponseHeader(context, name, undefined);
}
