import type { Subject } from './condition.ts';
import { bytesOfText, normalisePath, textOfBytes } from './path.ts';
import type { GatewayRequest } from './request.ts';

/** The parts of a request target. An absolute form names its own authority, which then counts instead of Host. */
export interface Target {
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
}

/** Splits a request target as sent; a fragment (which clients should not send) belongs to neither path nor query. */
export function splitTarget(target: string): Target {
  const absolute = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(target);
  const rest = absolute === null ? target : target.slice(absolute[0].length);
  const hash = rest.indexOf('#');
  const whole = hash < 0 ? rest : rest.slice(0, hash);
  const mark = whole.indexOf('?');
  const path = mark < 0 ? whole : whole.slice(0, mark);
  return {
    authority: absolute?.[1],
    path: path === '' && absolute !== null ? '/' : path,
    query: mark < 0 ? undefined : whole.slice(mark + 1),
  };
}

/** What a condition looks at, read from the request; undefined when the request does not have it. */
export function attribute(request: GatewayRequest, subject: Subject): string | undefined {
  switch (subject) {
    case 'method':
      return request.method;
    case 'scheme':
      return request.scheme ?? 'http';
    case 'port':
      return request.port === undefined ? undefined : String(request.port);
    case 'hostHeader':
      return request.host ?? undefined;
    case 'host':
      return hostOf(request);
    case 'path':
      return pathOf(request);
    case 'uri':
      return uriOf(request);
    case 'rawPath':
      return splitTarget(request.path).path;
    case 'query':
      return splitTarget(request.path).query;
    case 'target':
      return request.path;
    case 'clientAddress':
      return request.client_ip ?? '127.0.0.1';
    case 'body':
      return request.body;
    case 'httpVersion':
      return request.http_version ?? '1.1';
    case 'sni':
      return request.sni;
    default:
      return named(request, subject);
  }
}

function pathOf(request: GatewayRequest): string | undefined {
  const path = normalisePath(bytesOfText(splitTarget(request.path).path));
  return path === undefined ? undefined : textOfBytes(path);
}

function uriOf(request: GatewayRequest): string | undefined {
  const path = pathOf(request);
  const { query } = splitTarget(request.path);
  return path === undefined || query === undefined || query === '' ? path : `${path}?${query}`;
}

function named(request: GatewayRequest, subject: Extract<Subject, `${string}:${string}`>): string | undefined {
  const colon = subject.indexOf(':');
  const name = subject.slice(colon + 1);
  if (subject.startsWith('header:')) return header(request, name);
  if (subject.startsWith('lines:')) return lines(request, name);
  if (subject.startsWith('cookie:')) return cookie(request, name);
  return parameter(splitTarget(request.path).query, name);
}

/** Host in lower case without its port and a dot at its end; the authority of an absolute target counts before the header. */
function hostOf(request: GatewayRequest): string | undefined {
  const sent = splitTarget(request.path).authority ?? request.host;
  return sent?.toLowerCase().replace(/\.?(?::\d*)?$/, '');
}

/** A header in any case; repeated ones joined by ", ". */
function header(request: GatewayRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  if (wanted === 'host') return request.host ?? undefined;
  const values = valuesOf(request, wanted);
  return values.length === 0 ? undefined : values.join(', ');
}

function lines(request: GatewayRequest, name: string): string | undefined {
  const count = valuesOf(request, name.toLowerCase()).length;
  return count === 0 ? undefined : String(count);
}

function valuesOf(request: GatewayRequest, wanted: string): readonly string[] {
  const values: string[] = [];
  for (const [key, value] of Object.entries(request.headers)) {
    if (key.toLowerCase() !== wanted) continue;
    if (typeof value === 'string') values.push(value);
    else values.push(...value);
  }
  return values;
}

function cookie(request: GatewayRequest, name: string): string | undefined {
  const sent = header(request, 'cookie');
  for (const part of sent?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals >= 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

function parameter(query: string | undefined, name: string): string | undefined {
  for (const part of query?.split('&') ?? []) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (decode(equals < 0 ? part : part.slice(0, equals)) === name)
      return equals < 0 ? '' : decode(part.slice(equals + 1));
  }
  return undefined;
}

/** `+` is a blank; a broken escape stays as it is. */
function decode(text: string): string {
  const bytes = bytesOfText(text).replace(/\+|%[0-9a-fA-F]{2}/g, (part) =>
    part === '+' ? ' ' : String.fromCharCode(Number.parseInt(part.slice(1), 16)),
  );
  return textOfBytes(bytes);
}
