/**
 * Answers that Envoy makes for itself, with the status that nginx gives: 502 where the upstream refuses or breaks off the
 * connection (Envoy says 503), 503 without any node, 504 when it takes too long. The text is a page that nobody parses.
 */
import { type JsonObject, typed } from './config.ts';
import { refusalPage } from './limits/words.ts';

const page = (status: number, title: string): string =>
  `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

const mapper = (flags: readonly string[], status: number, title: string): JsonObject => ({
  filter: { response_flag_filter: { flags } },
  status_code: status,
  body: { inline_string: page(status, title) },
  body_format_override: {
    text_format_source: { inline_string: '%LOCAL_REPLY_BODY%' },
    content_type: 'text/html; charset=utf-8',
  },
});

/** Answers with a flag on routes that say so in their metadata. */
const flagged = (flag: string, member: string, name: string): JsonObject => ({
  and_filter: {
    filters: [
      { response_flag_filter: { flags: [flag] } },
      {
        extension_filter: {
          name: 'envoy.access_loggers.extension_filters.cel',
          typed_config: typed('envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter', {
            expression: `xds.route_metadata.filter_metadata['banyan']['${member}'] == '${name}'`,
          }),
        },
      },
    ],
  },
});

/** A cluster that has enough to do: in the words that the route gives it. */
export const overflowing = (words: string, status: number, message: string | undefined): JsonObject => ({
  filter: flagged('UO', 'overflow', words),
  status_code: status,
  body: { inline_string: message === undefined ? refusalPage(status) : `${JSON.stringify({ error_msg: message })}\n` },
  body_format_override: {
    text_format_source: { inline_string: '%LOCAL_REPLY_BODY%' },
    content_type: message === undefined ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
  },
});

/** A cluster whose nodes are all kept from requests: with the answer that the route names. */
export const breaking = (
  name: string,
  status: number,
  { body, type, headers }: { readonly body: string; readonly type: string; readonly headers: readonly JsonObject[] },
): JsonObject => ({
  filter: flagged('UH', 'breaker', name),
  status_code: status,
  body: { inline_string: body },
  headers_to_add: headers.length === 0 ? undefined : headers,
  body_format_override: { text_format_source: { inline_string: '%LOCAL_REPLY_BODY%' }, content_type: type },
});

/** Mappers of local replies. */
export const replies: readonly JsonObject[] = [
  mapper(['UF', 'UC', 'UR', 'LR', 'UPE', 'DF'], 502, 'Bad Gateway'),
  mapper(['UT', 'SI'], 504, 'Gateway Time-out'),
  mapper(['UH', 'NC', 'UO'], 503, 'Service Temporarily Unavailable'),
];
