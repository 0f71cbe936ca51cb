import { callTo } from '../calls.ts';
import { type Context, fill, read, setRequestHeader } from '../context.ts';
import { luaText, numberOf, tableOf, textOf, textsOf } from '../lua/value.ts';
import { firstHeader, headerOf } from '../request/headers.ts';
import type { Plugin } from './plugin.ts';

/**
 * Another server decides (plugins/forward-auth.lua): below 300 it lets the request through, everything else goes to the
 * client, with the headers that `client_headers` names. Of the client's headers it sees those that are listed, never its
 * X-Forwarded-*; the path is that of `$request_uri`, decoded and merged.
 */
export const forwardAuth: Plugin = {
  name: 'forward-auth',
  priority: 2002,
  compile(conf) {
    const method = textOf(conf['request_method']) ?? 'GET';
    const extra = Object.entries(tableOf(conf['extra_headers']) ?? {});
    return {
      access(context) {
        const { exchange, gateway } = context;
        if (gateway.call === undefined) {
          context.notCovered.add('forward-auth');
          return undefined;
        }
        const headers = forwarded(context);
        for (const [name, value] of extra) {
          const filled = fill(context, luaText(value)).text;
          if (filled !== '') headers[name.toLowerCase()] = filled;
        }
        for (const name of textsOf(conf['request_headers'])) {
          const value = firstHeader(exchange.headers, name.toLowerCase());
          if (value !== undefined) headers[name.toLowerCase()] ??= value;
        }
        const body = method === 'POST' ? exchange.body : undefined;
        const timeout = numberOf(conf['timeout']) ?? 3000;
        const call = callTo(textOf(conf['uri']) ?? '', { method, headers, body, timeout });
        const answer = call && gateway.call(call);
        if (answer === undefined)
          return conf['allow_degradation'] === true ? undefined : { status: numberOf(conf['status_on_error']) ?? 403 };
        const all = (name: string): string[] =>
          answer.headers.flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() ? [value] : []));
        if (answer.status >= 300) {
          for (const name of textsOf(conf['client_headers']))
            context.response.headers.push(...all(name).map((value) => headerOf(name, value)));
          return { status: answer.status, body: answer.body };
        }
        for (const name of textsOf(conf['upstream_headers'])) {
          const values = all(name);
          setRequestHeader(context, name, values.length === 0 ? undefined : values.join(', '));
        }
        return undefined;
      },
    };
  },
};

function forwarded(context: Context): Record<string, string> {
  const { exchange } = context;
  return {
    'x-forwarded-proto': exchange.scheme,
    'x-forwarded-method': exchange.method,
    'x-forwarded-host': exchange.host,
    'x-forwarded-uri': luaText(read(context, 'request_uri')),
    'x-forwarded-for': exchange.address,
  };
}
