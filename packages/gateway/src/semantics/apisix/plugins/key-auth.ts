import { type Context, setRequestHeader } from '../context.ts';
import { type Table, textOf } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import { conclude, type Found } from './authenticate.ts';
import type { Plugin } from './plugin.ts';
import { allArguments, removeArgument } from './request-arguments.ts';

/** A key in a header, else in an argument (plugins/key-auth.lua). A header that is there decides, even when it is wrong. */
export const keyAuth: Plugin = {
  name: 'key-auth',
  priority: 2500,
  auth: true,
  compile(conf) {
    const header = textOf(conf['header']) ?? 'apikey';
    const query = textOf(conf['query']) ?? 'apikey';
    const challenge = { scheme: 'apikey', realm: textOf(conf['realm']) ?? 'key' };
    return {
      rewrite(context) {
        const hide = (): void => {
          if (conf['hide_credentials'] !== true) return;
          if (firstHeader(context.exchange.headers, header.toLowerCase()) !== undefined)
            setRequestHeader(context, header, undefined);
          if (allArguments(context, query).length > 0) removeArgument(context, query);
        };
        return conclude(context, conf, find(context, conf, header, query), challenge, hide);
      },
    };
  },
};

function find(context: Context, conf: Table, header: string, query: string): Found {
  const sent = firstHeader(context.exchange.headers, header.toLowerCase());
  const given = sent === undefined ? allArguments(context, query) : [sent];
  const [key] = given;
  if (key === undefined) return { failure: 'Missing API key in request' };
  const consumer =
    given.length === 1 && typeof key === 'string' ? context.gateway.consumers.find('key-auth', 'key', key) : undefined;
  if (consumer === undefined) return { failure: 'Invalid API key in request' };
  if (conf['hide_credentials'] === true) {
    if (sent === undefined) removeArgument(context, query);
    else setRequestHeader(context, header, undefined);
  }
  return { consumer };
}
