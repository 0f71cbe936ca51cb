/**
 * The words of a refusal by one of Envoy's own filters. Such a filter can only add headers to its answer, so it puts the
 * words into one of these; the connection manager makes the body from it, and the headers are taken off the answer again.
 */
import { headerOption, type JsonObject, literal, typed } from '../config.ts';

const message = 'x-banyan-message';
const page = 'x-banyan-page';
const empty = 'x-banyan-empty';
const accepted = 'x-banyan-status';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** Headers of the filter's answer: with a message APISIX's JSON, else the page of nginx, which has none below 400; `whole` in its place. */
export function refusalHeaders(status: number, text: string | undefined, whole?: string): readonly JsonObject[] {
  const plain = [
    headerOption('content-type', 'text/plain; charset=utf-8'),
    ...(status < 400 ? [headerOption(accepted, String(status))] : []),
  ];
  // One line with its end; a text without one gets it.
  if (whole !== undefined) return [...plain, headerOption(message, literal(whole.replace(/\n$/, '')))];
  if (text !== undefined) return [...plain, headerOption(message, literal(JSON.stringify({ error_msg: text })))];
  if (status < 400) return [...plain, headerOption(empty, '1')];
  const title = [status, titles[status]].filter((part) => part !== undefined).join(' ');
  return [headerOption('content-type', 'text/html; charset=utf-8'), headerOption(page, title)];
}

const html =
  '<html>\r\n<head><title>%RESP(X-BANYAN-PAGE)%</title></head>\r\n<body>\r\n<center><h1>%RESP(X-BANYAN-PAGE)%</h1></center>\r\n</body>\r\n</html>\r\n';

const mapper = (header: string, inline_string: string, content_type: string, status?: number): JsonObject => ({
  filter: {
    extension_filter: {
      name: 'envoy.access_loggers.extension_filters.cel',
      typed_config: typed('envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter', {
        expression: [
          `'${header}' in response.headers`,
          ...(status === undefined ? [] : [`response.headers['${accepted}'] == '${status}'`]),
        ].join(' && '),
      }),
    },
  },
  status_code: status,
  body_format_override: { text_format_source: { inline_string }, omit_empty_values: true, content_type },
});

const plainText = 'text/plain; charset=utf-8';

/** Mappers of local replies; `statuses` are those below 400, which Envoy's filters do not give by themselves. */
export const spokenReplies = (statuses: ReadonlySet<number>): readonly JsonObject[] => [
  ...[...statuses].flatMap((status) => [
    mapper(message, '%RESP(X-BANYAN-MESSAGE)%\n', plainText, status),
    mapper(empty, '%RESP(X-BANYAN-NOTHING)%', plainText, status),
  ]),
  mapper(message, '%RESP(X-BANYAN-MESSAGE)%\n', plainText),
  mapper(page, html, 'text/html; charset=utf-8'),
];

/** Mutations of every answer: Envoy takes the content type off an empty answer, and the words have done their work. */
export const spokenMutations = (statuses: ReadonlySet<number>): readonly JsonObject[] => [
  ...(statuses.size === 0
    ? []
    : [
        {
          append: {
            ...headerOption('content-type', `%CEL('${empty}' in response.headers ? '${plainText}' : '')%`),
            keep_empty_value: undefined,
          },
        },
      ]),
  ...[message, page, empty, accepted].map((remove) => ({ remove })),
];
