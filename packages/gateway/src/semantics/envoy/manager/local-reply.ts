import { conditionCel } from '../cel/cel.ts';
import { type Data, field, inlineText, list, number, table, tableOrEmpty, tables, text, typeOf } from '../data.ts';
import { Headers } from '../headers.ts';
import { bodyFormat } from '../routing/direct.ts';
import { headerMatch } from '../routing/header-match.ts';
import { applyOptions, headerOption } from '../routing/mutate.ts';
import type { LocalReply, Stream } from '../stream.ts';

/** An answer of Envoy itself, ready for the filters' way back. */
export interface Reply {
  readonly headers: Headers;
  readonly body: string;
}

/** `local_reply_config` (local_reply.cc) and what becomes of every local answer (`Utility::prepareLocalReply`). */
export function localReplies(manager: Data): (reply: LocalReply, stream: Stream) => Reply {
  const config = tableOrEmpty(manager, 'local_reply_config');
  const mappers = tables(config, 'mappers').map(mapperOf);
  const last = format(table(config, 'body_format'));
  return (reply, stream) => {
    // Nobody has seen the headers of a request that was not understood.
    if (reply.unread === true) stream.headers.removeWhere(() => true);
    const headers = new Headers();
    headers.set(':status', String(reply.status));
    stream.response = headers;
    stream.code = reply.status;
    stream.details = reply.details;
    stream.flags = reply.flags ?? [];
    reply.headers?.(headers);
    const typed = headers.first('content-type');
    let body = reply.body;
    let made = last;
    for (const mapper of mappers) {
      if (!mapper.holds(stream, headers)) continue;
      body = mapper.body ?? body;
      applyOptions(mapper.options, headers, stream);
      if (mapper.status !== undefined) {
        stream.code = mapper.status;
        headers.set(':status', String(mapper.status));
      }
      made = mapper.format ?? last;
      break;
    }
    stream.localBody = body;
    const written = made?.body === undefined ? body : made.body(stream);
    // What filters made of the type since it came does not count (`requestHeadersInitialized`).
    if (stream.grpc && reply.unread !== true)
      return grpc(headers, made?.json === true ? written.trimEnd() : written, stream);
    const type = headers.first('content-type');
    if (written === '') headers.remove('content-type');
    else if (type === undefined || (type === typed && written !== reply.body)) {
      headers.set('content-type', made?.contentType ?? 'text/plain');
    }
    return { headers, body: written };
  };
}

const grpcStatuses: Readonly<Record<string, string>> = {
  400: '13',
  401: '16',
  403: '7',
  404: '12',
  429: '14',
  502: '14',
  503: '14',
  504: '14',
};

function grpc(headers: Headers, body: string, stream: Stream): Reply {
  const status = headers.first(':status') ?? '';
  headers.set(':status', '200');
  headers.set('content-type', 'application/grpc');
  headers.set('grpc-status', grpcStatuses[status] ?? '2');
  if (body !== '' && stream.headers.first(':method') !== 'HEAD') headers.set('grpc-message', escaped(body));
  return { headers, body: '' };
}

/** Percent-encoding of gRPC's HTTP/2 mapping. */
const escaped = (body: string): string =>
  Array.from(Buffer.from(body), (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x25
      ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
      : String.fromCharCode(byte),
  ).join('');

interface Format {
  readonly body: ((stream: Stream) => string) | undefined;
  readonly contentType: string;
  readonly json: boolean;
}

function format(config: Data | undefined): Format | undefined {
  if (config === undefined) return undefined;
  const json = table(config, 'json_format') !== undefined;
  const plain = json ? 'application/json' : 'text/plain';
  return { body: bodyFormat(config), contentType: text(config, 'content_type') ?? plain, json };
}

interface Mapper {
  readonly holds: (stream: Stream, response: Headers) => boolean;
  readonly status: number | undefined;
  readonly body: string | undefined;
  readonly format: Format | undefined;
  readonly options: readonly ReturnType<typeof headerOption>[];
}

const mapperOf = (mapper: Data): Mapper => ({
  holds: filterOf(tableOrEmpty(mapper, 'filter')),
  status: number(mapper, 'status_code'),
  body: inlineText(table(mapper, 'body')),
  format: format(table(mapper, 'body_format_override')),
  options: tables(mapper, 'headers_to_add').map(headerOption),
});

/** An `AccessLogFilter`. */
function filterOf(filter: Data): (stream: Stream, response: Headers) => boolean {
  const flags = table(filter, 'response_flag_filter');
  if (flags !== undefined) {
    const wanted = list(flags, 'flags');
    return (stream) =>
      wanted.length === 0 ? stream.flags.length > 0 : stream.flags.some((one) => wanted.includes(one));
  }
  const status = table(filter, 'status_code_filter');
  if (status !== undefined) return statusFilter(tableOrEmpty(status, 'comparison'));
  const and = table(filter, 'and_filter');
  if (and !== undefined) {
    const all = tables(and, 'filters').map(filterOf);
    return (stream, response) => all.every((one) => one(stream, response));
  }
  const or = table(filter, 'or_filter');
  if (or !== undefined) {
    const any = tables(or, 'filters').map(filterOf);
    return (stream, response) => any.some((one) => one(stream, response));
  }
  const header = table(filter, 'header_filter');
  const match = header === undefined ? undefined : headerMatch(tableOrEmpty(header, 'header'));
  if (match !== undefined) return (stream) => match(stream.headers);
  const extension = tableOrEmpty(tableOrEmpty(filter, 'extension_filter'), 'typed_config');
  if (typeOf(extension) === 'envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter') {
    return conditionCel(text(extension, 'expression') ?? '');
  }
  return (stream) => {
    stream.notCovered(`local_reply_config filter ${Object.keys(filter)[0] ?? ''}`);
    return false;
  };
}

function statusFilter(comparison: Data): (stream: Stream, response: Headers) => boolean {
  const wanted = number(tableOrEmpty(comparison, 'value'), 'default_value') ?? 0;
  const op = field(comparison, 'op') ?? 'EQ';
  return (_, response) => {
    const status = Number(response.first(':status'));
    if (op === 'GE') return status >= wanted;
    if (op === 'LE') return status <= wanted;
    return op === 'NE' ? status !== wanted : status === wanted;
  };
}
