/** Requests that somebody recorded, each with how often it came. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';

export interface Recorded {
  readonly requests: readonly { readonly request: GatewayRequest; readonly count: number }[];
  /** Lines that hold no request. */
  readonly unread: number;
  /** Values of headers that show who asked: no report may show them. */
  readonly secrets: readonly string[];
}

/** A form in which requests are recorded. */
export interface LogFormat {
  readonly name: string;
  /** undefined: this line holds no request in this form. `host` is meant where the form names none. */
  readonly read: (line: string, host: string) => GatewayRequest | undefined;
}

/** `GET /path HTTP/1.1`, as logs quote it. */
export function requestLine(text: string): Pick<GatewayRequest, 'method' | 'path' | 'http_version'> | undefined {
  const [, method, path, version] = /^([A-Z]+) (\S+)(?: HTTP\/(\d(?:\.\d)?))?$/.exec(text) ?? [];
  if (method === undefined || path === undefined) return undefined;
  const known =
    version === '1.0' || version === '1.1' || version === '2' ? version : version === '2.0' ? '2' : undefined;
  return { method, path: unescaped(path), ...(known === undefined ? {} : { http_version: known }) };
}

/** nginx writes bytes that it does not want in a log as \x22. */
export const unescaped = (text: string): string =>
  text.replace(/\\x([0-9A-Fa-f]{2})/g, (_whole, hex: string) => `%${hex}`);

/** A value of a log; a dash stands for none. */
export const given = (text: string | undefined): string | undefined =>
  text === undefined || text === '-' || text === '' ? undefined : text;

/** Headers of those that are given. */
export const headersOf = (named: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined));
