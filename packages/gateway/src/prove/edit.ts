/** Small changes to a request. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Carrier } from './atoms/atoms.ts';

/** `undefined` takes the header away; its name counts in any case. */
export function withHeader(
  request: GatewayRequest,
  name: string,
  value: string | readonly string[] | undefined,
): GatewayRequest {
  const lower = name.toLowerCase();
  const kept = Object.entries(request.headers).filter(([key]) => key.toLowerCase() !== lower);
  return { ...request, headers: Object.fromEntries(value === undefined ? kept : [...kept, [name, value]]) };
}

export const headerOf = (request: GatewayRequest, name: string): string | undefined => {
  const [, value] = Object.entries(request.headers).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
  return typeof value === 'string' ? value : value?.[0];
};

const escape = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);

export function withQuery(request: GatewayRequest, name: string, value: string | undefined): GatewayRequest {
  const [path, query = ''] = split(request.path);
  const kept = query.split('&').filter((part) => part !== '' && part.split('=')[0] !== escape(name));
  const parts = value === undefined ? kept : [...kept, `${escape(name)}=${escape(value)}`];
  return { ...request, path: parts.length === 0 ? path : `${path}?${parts.join('&')}` };
}

export function withCookie(request: GatewayRequest, name: string, value: string | undefined): GatewayRequest {
  const sent = headerOf(request, 'cookie') ?? '';
  const kept = sent.split(/; */).filter((part) => part !== '' && part.split('=')[0] !== name);
  const parts = value === undefined ? kept : [...kept, `${name}=${value}`];
  return withHeader(request, 'cookie', parts.length === 0 ? undefined : parts.join('; '));
}

/** Puts a value where the carrier has it, or takes it away. */
export function carrying(request: GatewayRequest, { on, name }: Carrier, value: string | undefined): GatewayRequest {
  if (on === 'header') return withHeader(request, name, value);
  return on === 'query' ? withQuery(request, name, value) : withCookie(request, name, value);
}

/** Another path, the same query. */
export function withPath(request: GatewayRequest, path: string): GatewayRequest {
  const [, query] = split(request.path);
  return { ...request, path: query === undefined ? path : `${path}?${query}` };
}

export const pathOf = (request: GatewayRequest): string => split(request.path)[0] ?? '';

function split(target: string): readonly [path: string, query: string | undefined] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, undefined] : [target.slice(0, mark), target.slice(mark + 1)];
}
