/**
 * nginx's charset filter: `charset utf-8` is set for the whole gateway, so a textual type without a charset gets one
 * (ngx_http_charset_module, charset_types; observed: vectors cors-001, response-rewrite-body-006).
 */
import type { Pair } from './headers.ts';

const types = new Set([
  'text/html',
  'text/xml',
  'text/plain',
  'text/vnd.wap.wml',
  'application/javascript',
  'application/rss+xml',
]);

export const withCharset = (headers: readonly Pair[]): Pair[] =>
  headers.map(([name, value]) =>
    name.toLowerCase() === 'content-type' && types.has(value.trim().toLowerCase())
      ? [name, `${value.trim()}; charset=utf-8`]
      : [name, value],
  );
