import type { Headers } from '../headers.ts';

/** The parts of a request target: path, and query without its question mark. */

/** Without query and fragment (PathUtil::removeQueryAndFragment). */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  const end = query < 0 ? target : target.slice(0, query);
  const fragment = end.indexOf('#');
  return fragment < 0 ? end : end.slice(0, fragment);
}

export function queryText(target: string): string {
  const at = target.indexOf('?');
  if (at < 0) return '';
  const fragment = target.indexOf('#', at);
  return target.slice(at + 1, fragment < 0 ? undefined : fragment);
}

/** The URI that the client asked for, its path cut at 256 characters (Utility::buildOriginalUri). */
export function originalUri(headers: Headers): string {
  const path = headers.first('x-envoy-original-path') ?? headers.first(':path') ?? '';
  return `${headers.first(':scheme') ?? 'http'}://${headers.first(':authority') ?? ''}${path.slice(0, 256)}`;
}

/** Parameters in their order, decoded (Utility::QueryParamsMulti::parseAndDecodeQueryString). */
export function queryOf(target: string): (readonly [name: string, value: string])[] {
  const query = queryText(target);
  if (query === '') return [];
  return query.split('&').map((one) => {
    const equals = one.indexOf('=');
    return equals < 0
      ? ([decoded(one), ''] as const)
      : ([decoded(one.slice(0, equals)), decoded(one.slice(equals + 1))] as const);
  });
}

/** Percent-decoding as Envoy does it: what is no escape stays, `+` is a plus. */
export function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const bytes = text.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }
}
