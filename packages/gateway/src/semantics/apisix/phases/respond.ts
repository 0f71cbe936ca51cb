import { type Context, type Response, setResponseHeader } from '../context.ts';
import { isTable, isList, luaText } from '../lua/value.ts';
import { encodeJson } from '../lua/json.ts';
import { compress } from '../plugins/gzip.ts';
import type { Exit, Placed } from '../plugins/plugin.ts';
import { firstHeader, setHeader } from '../request/headers.ts';
import { globalPlugins, runFilters } from './run.ts';

/** Statuses for which nginx has a page of its own. */
const pages = new Set([
  301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 421, 429,
  494, 495, 496, 497, 500, 501, 502, 503, 504, 505, 507,
]);

/** The answer that a plugin or the gateway itself gives (`core.response.exit`). */
export function respond(context: Context, exit: Exit): void {
  const { response } = context;
  response.status = exit.status;
  if (exit.body === undefined) {
    page(context, exit.status);
    return;
  }
  response.source = exit.replayed === undefined ? 'plugin' : 'upstream';
  response.headers.push(...(exit.replayed ?? []));
  response.body = isTable(exit.body) || isList(exit.body) ? `${encodeJson(exit.body)}\n` : luaText(exit.body);
  if (exit.replayed === undefined) contentType(context);
}

function contentType(context: Context): void {
  if (firstHeader(context.response.headers, 'content-type') === undefined)
    setResponseHeader(context, 'Content-Type', 'text/plain');
}

/** A status without a body: nginx's own page, nothing at all where it has none, plain text below 300. */
export function page(context: Context, status: number): void {
  const { response } = context;
  response.source = pages.has(status) ? 'page' : 'plugin';
  response.body = '';
  if (pages.has(status)) setResponseHeader(context, 'Content-Type', 'text/html');
  else if (status < 300) contentType(context);
  else setResponseHeader(context, 'Content-Type', undefined);
}

/** Header and body filters: the gateway's own header first, then global rules, then the route's plugins. */
export function filterPhase(context: Context, global: readonly Placed[]): void {
  const { response, exchange } = context;
  if (response.source === 'page' && firstHeader(response.headers, 'content-type') === undefined)
    page(context, response.status);
  exchange.named.set('status', String(response.status));
  const upstreamStatus = exchange.named.get('upstream_status');
  if (upstreamStatus !== undefined && /5\d\d$/.test(upstreamStatus))
    setResponseHeader(context, 'X-APISIX-Upstream-Status', upstreamStatus);
  setResponseHeader(context, 'Server', ownName);
  const rules = globalPlugins(context, global);
  runFilters(context, rules, 'header');
  runFilters(context, context.plugins, 'header');
  runFilters(context, rules, 'body');
  runFilters(context, context.plugins, 'body');
  finish(response);
  compress(context);
}

/** What happens when the answer has gone; once for each request. */
export function logPhase(context: Context, global: readonly Placed[]): void {
  if (context.notes.has('logged')) return;
  context.notes.set('logged', true);
  runFilters(context, globalPlugins(context, global), 'log');
  runFilters(context, context.plugins, 'log');
}

/** The name that the gateway gives itself. */
export const ownName = 'APISIX/3.18.0';

const texts = /^(text\/(html|xml|plain|vnd\.wap\.wml)|application\/(javascript|rss\+xml))\s*(;|$)/i;

/** nginx's own last words: no content where the status allows none, and the charset of texts (`charset utf-8`). */
function finish(response: Response): void {
  const { status, headers } = response;
  if (status === 204 || status === 304) {
    setHeader(headers, 'Content-Type', undefined);
    response.body = '';
    response.source = 'plugin';
  }
  const type = firstHeader(headers, 'content-type');
  if (type !== undefined && texts.test(type) && !/charset=/i.test(type) && status !== 301 && status !== 302)
    setHeader(headers, 'Content-Type', `${type.split(';', 1)[0]}; charset=utf-8`);
}
