/**
 * The words of a refusal by one of Envoy's own filters. Such a filter can only add headers to its answer, so it puts the
 * words into one of these; the connection manager makes the body from it, and the headers are taken off the answer again.
 */
import { headerOption, type JsonObject, literal, typed } from '../config.ts';

const message = 'x-banyan-message';
const page = 'x-banyan-page';
const empty = 'x-banyan-empty';
const accepted = 'x-banyan-status';

/** Error statuses that Envoy's filters can give by themselves (envoy.type.v3.StatusCode); others are set with the body. */
const given = new Set([
  ...Array.from({ length: 18 }, (_, index) => 400 + index),
  421,
  422,
  423,
  424,
  426,
  428,
  429,
  431,
  ...Array.from({ length: 9 }, (_, index) => 500 + index),
  510,
  511,
]);

export const isGiven = (status: number): boolean => given.has(status);

const plainText = 'text/plain; charset=utf-8';

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

/** Statuses for which nginx has a page; below 300 it says that nothing is text, above it says nothing. */
const pages = new Set([
  301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 421, 429,
  494, 495, 496, 497, 500, 501, 502, 503, 504, 505, 507,
]);

/** Headers of the filter's answer: with a message APISIX's JSON, else the page of nginx where it has one; `whole` in its place. */
export function refusalHeaders(status: number, text: string | undefined, whole?: string): readonly JsonObject[] {
  const code = isGiven(status) ? [] : [headerOption(accepted, String(status))];
  const plain = headerOption('content-type', plainText);
  // One line with its end; a text without one gets it.
  if (whole !== undefined) return [plain, headerOption(message, literal(whole.replace(/\n$/, ''))), ...code];
  if (text !== undefined) return [plain, headerOption(message, literal(JSON.stringify({ error_msg: text }))), ...code];
  if (!pages.has(status)) return [headerOption(empty, status < 300 ? 'text' : 'untyped'), ...code];
  const title = [status, titles[status]].filter((part) => part !== undefined).join(' ');
  return [headerOption('content-type', 'text/html; charset=utf-8'), headerOption(page, title), ...code];
}

/** The page as text, for answers that are made in one go. */
export const refusalPage = (status: number): string =>
  pages.has(status)
    ? html.replaceAll('%RESP(X-BANYAN-PAGE)%', [status, titles[status]].filter((part) => part !== undefined).join(' '))
    : '';

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

/** Mappers of local replies; `statuses` are those that Envoy's filters do not give by themselves. */
export const spokenReplies = (statuses: ReadonlySet<number>): readonly JsonObject[] => [
  ...[...statuses].flatMap((status) => [
    mapper(message, '%RESP(X-BANYAN-MESSAGE)%\n', plainText, status),
    mapper(page, html, 'text/html; charset=utf-8', status),
    mapper(empty, '%RESP(X-BANYAN-NOTHING)%', plainText, status),
  ]),
  mapper(message, '%RESP(X-BANYAN-MESSAGE)%\n', plainText),
  mapper(page, html, 'text/html; charset=utf-8'),
  mapper(empty, '%RESP(X-BANYAN-NOTHING)%', plainText),
];

/** Mutations of every answer: Envoy takes the content type off an empty answer, and the words have done their work. */
export const spokenMutations = (statuses: ReadonlySet<number>): readonly JsonObject[] => [
  ...(statuses.size === 0
    ? []
    : [
        {
          append: {
            ...headerOption('content-type', `%CEL(response.headers['${empty}'] == 'text' ? '${plainText}' : '')%`),
            keep_empty_value: undefined,
          },
        },
      ]),
  ...[message, page, empty, accepted].map((remove) => ({ remove })),
];
