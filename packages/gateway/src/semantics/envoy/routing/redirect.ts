import { type Data, flag, number, table, text } from '../data.ts';
import type { Stream } from '../stream.ts';
import { regexText, replaceAll } from '../text/regex.ts';
import { pathOf } from './target.ts';

/** A `RedirectAction`: status and Location for a request. */
export interface Redirect {
  readonly status: number;
  readonly location: (stream: Stream) => string;
}

const statuses: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** Ports that a scheme has anyway go when the scheme changes (`newUri` in router/config_impl.cc). */
const defaultPort: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

export function compileRedirect(redirect: Data, match: Data): Redirect {
  const scheme = text(redirect, 'scheme_redirect') ?? (flag(redirect, 'https_redirect') === true ? 'https' : undefined);
  const named = text(redirect, 'host_redirect');
  const host = named === '' ? undefined : named;
  const port = number(redirect, 'port_redirect');
  const path = newPath(redirect, match);
  return {
    status: statuses[text(redirect, 'response_code') ?? ''] ?? 301,
    location: (stream) => {
      const own = stream.headers.first(':scheme') ?? 'http';
      const chosen = scheme ?? own;
      const authority = host ?? withoutDefaultPort(stream.headers.first(':authority') ?? '', own, chosen);
      const at =
        port === undefined
          ? authority
          : `${authority.replace(/:\d+$/, '')}${isDefault(chosen, port) ? '' : `:${port}`}`;
      return `${chosen}://${at}${path(stream.headers.first(':path') ?? '/')}`;
    },
  };
}

const isDefault = (scheme: string, port: number): boolean => defaultPort[scheme] === `:${port}`;

function withoutDefaultPort(authority: string, from: string, to: string): string {
  const end = from === to ? undefined : defaultPort[from];
  return end !== undefined && authority.endsWith(end) ? authority.slice(0, -end.length) : authority;
}

function newPath(redirect: Data, match: Data): (target: string) => string {
  const strips = flag(redirect, 'strip_query') === true;
  const rest = (target: string): string => target.slice(pathOf(target).length);
  const whole = text(redirect, 'path_redirect');
  if (whole !== undefined && whole !== '') {
    // A query of its own takes the place of the request's.
    return (target) => (whole.includes('?') || strips ? whole : whole + queryPart(target));
  }
  const prefix = text(redirect, 'prefix_rewrite');
  const regex = table(redirect, 'regex_rewrite');
  const matched = text(match, 'prefix') ?? text(match, 'path') ?? text(match, 'path_separated_prefix') ?? '';
  const rewrite =
    regex === undefined
      ? undefined
      : replaceAll(regexText(table(regex, 'pattern') ?? {}), text(regex, 'substitution') ?? '');
  return (target) => {
    const path = pathOf(target);
    const end = strips ? '' : rest(target);
    if (rewrite !== undefined) return rewrite(path) + end;
    return (prefix === undefined || prefix === '' ? path : prefix + path.slice(matched.length)) + end;
  };
}

function queryPart(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? '' : target.slice(at);
}
