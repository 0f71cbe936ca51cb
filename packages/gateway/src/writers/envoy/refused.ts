/**
 * What nginx refuses before APISIX sees the request, as far as Envoy lets it pass: TRACE (405), and a Host header without a
 * name or with two dots in a row (400) (observed: methods-hosts vectors; ngx_http_validate_host). First of all routes.
 */
import { type HeaderMatcher, headerOption, type JsonObject } from './config.ts';

const refused = (status: number, title: string, matcher: HeaderMatcher): JsonObject => ({
  name: `refused-${status}`,
  match: { prefix: '/', headers: [matcher] },
  metadata: { filter_metadata: { banyan: { fallback: true } } },
  direct_response: {
    status,
    body: { inline_string: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n</html>\r\n` },
  },
  response_headers_to_add: [headerOption('content-type', 'text/html; charset=utf-8')],
});

/** The whole header: nothing but a dot and a port, or two dots anywhere. */
export const nameless = '\\.?(?::.*)?|.*\\.\\..*';

export const refusedByServer: readonly JsonObject[] = [
  refused(405, 'Not Allowed', { name: ':method', string_match: { exact: 'TRACE' } }),
  refused(400, 'Bad Request', { name: ':authority', string_match: { safe_regex: { regex: nameless } } }),
];
