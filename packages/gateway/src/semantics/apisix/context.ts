import type { TraceStep } from '../answer.ts';
import type { Gateway } from './gateway.ts';
import { type Template, template } from './lua/template.ts';
import type { Value } from './lua/value.ts';
import type { Placed } from './plugins/plugin.ts';
import type { Exchange } from './request/exchange.ts';
import { type Header, headerOf, setHeader } from './request/headers.ts';
import { type Variable, variable } from './request/variables.ts';
import type { Consumer } from './consumers.ts';
import type { EffectiveRoute } from './effective.ts';
import type { Share } from './upstream/choose.ts';

/** The answer as it grows: what header and body filters of plugins change. */
export interface Response {
  status: number;
  headers: Header[];
  body: string;
  /** `page`: made by nginx itself; its text is no part of an answer. */
  source: 'plugin' | 'page' | 'upstream';
}

/** One request on its way through the phases (`api_ctx`). */
export interface Context {
  readonly gateway: Gateway;
  readonly exchange: Exchange;
  readonly response: Response;
  route: EffectiveRoute | undefined;
  plugins: readonly Placed[];
  consumer: Consumer | undefined;
  /** `$upstream_host`, `$upstream_uri` (empty: as sent), `$upstream_scheme`. */
  upstreamHost: string;
  upstreamUri: string;
  /** Set by traffic-split. */
  share: Share | undefined;
  /** All shares that traffic-split might have chosen. */
  shares: readonly Share[];
  /** Whether the raw target may still be forwarded when `upstreamUri` is empty. */
  rawTarget: boolean;
  body: string | undefined;
  captures: readonly (string | undefined)[] | undefined;
  /** Values that plugins keep from one phase to another, by plugin name. */
  readonly notes: Map<string, unknown>;
  /** Outcomes of `_meta.filter`, which is evaluated once for each plugin and scope. */
  readonly filters: Map<Placed, boolean>;
  readonly skipped: Set<string>;
  readonly trace: TraceStep[] | undefined;
  readonly notCovered: Set<string>;
}

const readers = new Map<string, Variable>();

/** A variable by name, with readers kept. */
export function read(context: Context, name: string): Value | undefined {
  let reader = readers.get(name);
  if (reader === undefined) {
    if (readers.size > 5000) readers.clear();
    reader = variable(name);
    readers.set(name, reader);
  }
  return reader(context.exchange);
}

/** Fills a template with the variables of the request. */
export const fill = (context: Context, source: string | Template, escape?: (value: string) => string) =>
  (typeof source === 'string' ? template(source) : source).fill((name) => read(context, name), escape);

/** `core.request.set_header`: also forgets the variable of that header, unless its name is written with a `-`. */
export function setRequestHeader(context: Context, name: string, value: string | undefined): void {
  // An empty value removes the header, as ngx.req.set_header does.
  setHeader(context.exchange.headers, name, value === '' ? undefined : value);
  forget(context, name);
}

/** `core.request.add_header`. */
export function addRequestHeader(context: Context, name: string, value: string): void {
  if (single.has(name.toLowerCase())) setHeader(context.exchange.headers, name, value);
  else context.exchange.headers.push(headerOf(name, value));
  forget(context, name);
}

/** Request headers of which nginx keeps one only. */
const single = new Set([
  'host',
  'user-agent',
  'referer',
  'content-type',
  'content-length',
  'range',
  'if-range',
  'authorization',
  'if-modified-since',
  'if-unmodified-since',
  'if-match',
  'if-none-match',
  'accept-encoding',
  'via',
  'expect',
  'upgrade',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'x-real-ip',
]);

function forget(context: Context, name: string): void {
  const { exchange } = context;
  exchange.cache?.delete(`http_${name.toLowerCase()}`);
  if (name.toLowerCase() === 'cookie') exchange.cookies = undefined;
}

/** `ngx.header[name] = value`: `_` in the name becomes `-`. */
export function setResponseHeader(context: Context, name: string, value: string | undefined): void {
  setHeader(context.response.headers, name.replaceAll('_', '-'), value === '' ? undefined : value);
}

/** `core.response.add_header`; for Content-Type, which can be there only once, it replaces. */
export function addResponseHeader(context: Context, name: string, value: string): void {
  const written = name.replaceAll('_', '-');
  if (written.toLowerCase() === 'content-type') setHeader(context.response.headers, written, value);
  else context.response.headers.push(headerOf(written, value));
}
