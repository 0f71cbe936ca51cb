import { createHash } from 'node:crypto';
import { inlineText, table, text } from '../data.ts';
import { originalUri } from '../routing/target.ts';
import type { LocalReply, Stream } from '../stream.ts';
import type { FilterKind } from './filter.ts';

/** `envoy.filters.http.basic_auth`: users as htpasswd lines with SHA-1. */
export const basicAuth: FilterKind = {
  type: 'envoy.extensions.filters.http.basic_auth.v3.BasicAuth',
  create(config) {
    const forwarded = text(config, 'forward_username_header')?.toLowerCase();
    const header = (text(config, 'authentication_header') || 'authorization').toLowerCase();
    return (levels) => {
      const source = inlineText(table(levels.at(-1) ?? config, 'users'));
      const users = usersOf(source ?? '');
      return {
        decode(stream) {
          if (source === undefined) stream.notCovered('basic_auth.users');
          const given = /^basic (.*)$/i.exec(stream.headers.first(header) ?? '')?.[1];
          if (given === undefined) return denied(stream, 'Missing username and password');
          const [, name = '', password = ''] = /^([^:]*):([^]*)$/.exec(Buffer.from(given, 'base64').toString()) ?? [];
          const hash = `{SHA}${createHash('sha1').update(password).digest('base64')}`;
          if (users.get(name) !== hash) return denied(stream, 'Invalid username/password combination');
          if (forwarded !== undefined && forwarded !== '') stream.headers.set(forwarded, name);
          return undefined;
        },
      };
    };
  },
};

const usersOf = (lines: string): ReadonlyMap<string, string> =>
  new Map(
    lines.split('\n').flatMap((line) => {
      const [, name, hash] = /^([^:]+):(.*)$/.exec(line.trim()) ?? [];
      return name === undefined || hash === undefined ? [] : [[name, hash] as const];
    }),
  );

function denied({ headers }: Stream, reason: string): LocalReply {
  const realm = originalUri(headers);
  return {
    status: 401,
    body: `User authentication failed. ${reason}.`,
    details: 'invalid_credential_for_basic_auth',
    headers: (response) => response.set('www-authenticate', `Basic realm="${realm}"`),
  };
}
