/**
 * Redirects as the API says them: a status, and the parts of the location that change. A location that has other parts (a
 * query, commands of Envoy) is set as a header of the answer beside it.
 */
import type { JsonObject } from '../envoy/config.ts';
import { text } from '../kubernetes/plain.ts';

interface Redirected {
  readonly redirect: JsonObject;
  /** Whether the redirect says the whole location. */
  readonly wholly: boolean;
}

const codes: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};
const known: ReadonlySet<number> = new Set(Object.values(codes));

/** Envoy's RedirectAction; undefined when it has parts without a word. */
export function redirectOf(action: JsonObject): Redirected | undefined {
  const { https_redirect, scheme_redirect, host_redirect, port_redirect, path_redirect, response_code, ...rest } =
    action;
  if (Object.values(rest).some((value) => value !== undefined && value !== false)) return undefined;
  const redirect: JsonObject = {
    scheme: https_redirect === true ? 'https' : scheme_redirect,
    hostname: host_redirect,
    // The port of the scheme need not be said.
    port: https_redirect === true && port_redirect === 443 ? undefined : port_redirect,
    path: typeof path_redirect === 'string' ? fullPath(path_redirect) : undefined,
    statusCode: codes[text(response_code)] ?? 301,
  };
  return { redirect, wholly: true };
}

/** An answer with a status and a location; undefined when that is no redirect. */
export function redirectTo(statusCode: number, location: string | undefined): Redirected | undefined {
  if (!known.has(statusCode) || location === undefined) return undefined;
  const [, port] = /^https:\/\/%REQ\(:AUTHORITY\)%(?::(\d+))?%REQ\(:PATH\)%$/.exec(location) ?? [undefined];
  if (location.startsWith('https://%REQ(:AUTHORITY)%') && location.endsWith('%REQ(:PATH)%'))
    return {
      redirect: { scheme: 'https', port: port === undefined ? undefined : Number(port), statusCode },
      wholly: port === undefined,
    };
  const found = /^(?:(https?):\/\/([a-z0-9.-]+)(?::(\d+))?)?(\/[^?#%]*)$/.exec(location);
  if (found === null) return { redirect: { statusCode }, wholly: false };
  const [, scheme, host, number, path = '/'] = found;
  return {
    redirect: {
      scheme,
      hostname: host,
      port: number === undefined ? undefined : Number(number),
      path: fullPath(path),
      statusCode,
    },
    // The source leaves the request's query away, and names no host that it was not told.
    wholly: false,
  };
}

const fullPath = (path: string): JsonObject => ({ type: 'ReplaceFullPath', replaceFullPath: path });
