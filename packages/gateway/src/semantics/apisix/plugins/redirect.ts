import { type Context, read, setResponseHeader } from '../context.ts';
import { escapeUri } from '../lua/escape.ts';
import { substitute, validReplacement } from '../lua/template.ts';
import { luaText, numberOf, textOf, textsOf } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import type { Exit, Plugin } from './plugin.ts';

/**
 * Sends the client elsewhere (plugins/redirect.lua). To HTTPS always with 301 for GET and HEAD and 308 for the rest,
 * whatever `ret_code` says.
 */
export const redirect: Plugin = {
  name: 'redirect',
  priority: 900,
  compile(conf, { gateway: { httpsPort } }) {
    const written = textOf(conf['uri']);
    const regex = textsOf(conf['regex_uri']);
    const port = httpsPort === undefined || httpsPort === 443 ? '' : `:${httpsPort}`;
    const code = numberOf(conf['ret_code']) ?? 302;
    return {
      rewrite(context) {
        const { exchange } = context;
        const scheme = firstHeader(exchange.headers, 'x-forwarded-proto') ?? exchange.scheme;
        const secure = conf['http_to_https'] === true && scheme !== 'https';
        const uri = secure ? `https://$host${port}$request_uri` : written;
        const status = !secure ? code : exchange.method === 'GET' || exchange.method === 'HEAD' ? 301 : 308;
        const target = uri === undefined ? replaced(exchange.uri, regex) : concatenate(context, uri);
        if (target === undefined) return undefined;
        if (typeof target !== 'string') return target;
        const mark = target.indexOf('?');
        let location = target;
        if (conf['encode_uri'] === true)
          location = mark < 0 ? escapeUri(target) : escapeUri(target.slice(0, mark)) + target.slice(mark);
        if (conf['append_query_string'] === true && (exchange.query ?? '') !== '')
          location += `${mark < 0 ? '?' : '&'}${exchange.query}`;
        setResponseHeader(context, 'Location', location);
        return { status };
      },
    };
  },
};

function replaced(uri: string, [source, replacement]: readonly string[]): string | Exit | undefined {
  if (source === undefined || replacement === undefined) return undefined;
  const result = validReplacement(replacement) ? substitute(uri, source, replacement) : undefined;
  if (result === undefined) return { status: 500 };
  return result.count === 0 ? undefined : result.text;
}

const parts = /(\\\$[0-9a-zA-Z_]+)|\$\{([0-9a-zA-Z_]+)\}|\$([0-9a-zA-Z_]+)|(\$|[^$\\]+)/g;

/** Its own small template language: `\$name` stays as it is, backslash included; a lone backslash vanishes. */
function concatenate(context: Context, uri: string): string {
  let text = '';
  for (const [, kept, braced, plain, other] of uri.matchAll(parts)) {
    const name = braced ?? plain;
    const value = name === undefined ? undefined : read(context, name);
    text += name === undefined ? (kept ?? other ?? '') : value === undefined ? '' : luaText(value);
  }
  return text;
}
