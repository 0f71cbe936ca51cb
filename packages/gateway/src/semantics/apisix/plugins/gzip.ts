import { addResponseHeader, type Context, setResponseHeader } from '../context.ts';
import { isList, numberOf, textsOf } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import type { Plugin } from './plugin.ts';

/** Asks nginx to compress an answer of certain types from a certain size on (plugins/gzip.lua). */
export const gzip: Plugin = {
  name: 'gzip',
  priority: 995,
  compile(conf) {
    const types =
      conf['types'] === undefined ? ['text/html'] : isList(conf['types']) ? textsOf(conf['types']) : undefined;
    const least = numberOf(conf['min_length']) ?? 20;
    const version = numberOf(conf['http_version']) ?? 1.1;
    return {
      header(context) {
        const { response, exchange } = context;
        const type = firstHeader(response.headers, 'content-type')?.split(';', 1)[0];
        if (type === undefined || types?.includes(type) === false) return;
        if (response.source !== 'page' && response.body.length < least && exchange.method !== 'HEAD') return;
        if (Number(exchange.version) < version) return;
        context.notes.set('gzip', true);
        if (conf['vary'] === true) addResponseHeader(context, 'Vary', 'Accept-Encoding');
      },
      // The whole body is needed before it can be compressed.
      body: () => undefined,
    };
  },
};

const compressible = new Set([200, 403, 404]);

/**
 * nginx's part: only for clients that accept it and come without a proxy in between, and never a second encoding
 * (ngx_http_gzip_filter_module; `gzip_proxied off`). The body itself stays as it is; who serves it compresses it.
 */
export function compress(context: Context): void {
  const { response, exchange, notes } = context;
  const accepted = /(?:^|[, ])gzip\s*(?:;\s*q=([\d.]+))?\s*(?:,|$)/i.exec(
    firstHeader(exchange.headers, 'accept-encoding') ?? '',
  );
  if (!notes.has('gzip') || accepted === null || Number(accepted[1] ?? '1') === 0) return;
  if (!compressible.has(response.status) || firstHeader(exchange.headers, 'via') !== undefined) return;
  if (firstHeader(response.headers, 'content-encoding') !== undefined) return;
  notes.set('compressed', true);
  setResponseHeader(context, 'Content-Encoding', 'gzip');
  for (const name of ['Content-Length', 'Accept-Ranges']) setResponseHeader(context, name, undefined);
  const tag = firstHeader(response.headers, 'etag');
  if (tag?.startsWith('"') === true) setResponseHeader(context, 'ETag', `W/${tag}`);
}
