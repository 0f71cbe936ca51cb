import { type Context, setRequestHeader } from '../context.ts';
import { pattern } from '../lua/pattern.ts';
import { textOf } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import { conclude, type Found } from './authenticate.ts';
import { decodeBase64 } from './base64.ts';
import type { Plugin } from './plugin.ts';

/**
 * User and password (plugins/basic-auth.lua). White space is taken out of both, and a password ends at its first colon,
 * so that passwords with either never match.
 */
export const basicAuth: Plugin = {
  name: 'basic-auth',
  priority: 2520,
  auth: true,
  compile(conf) {
    const challenge = { scheme: 'Basic', realm: textOf(conf['realm']) ?? 'basic' };
    return {
      rewrite(context) {
        const exit = conclude(context, conf, find(context), challenge);
        if (exit === undefined && conf['hide_credentials'] === true)
          setRequestHeader(context, 'Authorization', undefined);
        return exit;
      },
    };
  },
};

function find(context: Context): Found {
  const sent = firstHeader(context.exchange.headers, 'authorization');
  if (sent === undefined) return { failure: 'Missing authorization in request' };
  const encoded = pattern('(?i:basic)\\s(.+)')?.exec(sent)?.groups[1];
  const decoded = encoded === undefined ? undefined : decodeBase64(encoded);
  const parts = decoded?.split(':') ?? [];
  while (parts.at(-1) === '') parts.pop();
  const [user, password] = parts.map((part) => part.replace(/[ \t\n\v\f\r]+/g, ''));
  if (user === undefined || password === undefined) return { failure: 'Invalid authorization in request' };
  const consumer = context.gateway.consumers.find('basic-auth', 'username', user);
  if (consumer === undefined || textOf(consumer.auth['password']) !== password)
    return { failure: 'Invalid user authorization' };
  return { consumer };
}
