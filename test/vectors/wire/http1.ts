import { gunzipSync } from 'node:zlib';
import { switching } from './behaviour.ts';

/**
 * A reader of HTTP/1.1 messages from raw bytes. Recorded requests hold bytes that strict parsers refuse (raw UTF-8 and
 * quotes in the target, empty headers), and what arrives must be told byte by byte, so neither side uses one.
 */
export interface Message {
  /** The first line, e.g. `GET /a HTTP/1.1` or `HTTP/1.1 200 OK`. One character for each byte. */
  readonly start: string;
  /** As received, in order; values without blanks around them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

type Length = number | 'chunked' | 'until-end';

export interface MessageReader {
  /** Takes bytes; returns the messages that are complete now. */
  push(chunk: Buffer): Message[];
  /** The stream has ended; returns what was complete only by the end. */
  end(): Message[];
  /** Whether the head of an unfinished message has arrived. */
  readonly reading: boolean;
}

/** `lengthOf` tells how the body of a message with this head is delimited. */
export function createReader(lengthOf: (head: Omit<Message, 'body'>) => Length): MessageReader {
  let buffer: Buffer = Buffer.alloc(0);
  let head: Omit<Message, 'body'> | undefined;
  let length: Length = 0;
  let chunks: Buffer[] = [];

  const finish = (body: Buffer): Message => {
    const message = { ...(head ?? { start: '', headers: [] }), body };
    head = undefined;
    chunks = [];
    return message;
  };

  /** The next complete message in the buffer. */
  const next = (): Message | undefined => {
    if (head === undefined) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      head = parseHead(buffer.subarray(0, end).toString('latin1'));
      length = lengthOf(head);
      buffer = buffer.subarray(end + 4);
    }
    if (length === 'until-end') return undefined;
    if (typeof length === 'number') {
      if (buffer.length < length) return undefined;
      const body = buffer.subarray(0, length);
      buffer = buffer.subarray(length);
      return finish(body);
    }
    return nextChunked();
  };

  const nextChunked = (): Message | undefined => {
    for (;;) {
      const line = buffer.indexOf('\r\n');
      if (line < 0) return undefined;
      const size = Number.parseInt(buffer.subarray(0, line).toString('latin1'), 16);
      if (Number.isNaN(size) || size === 0) {
        const end = trailersEnd(line);
        if (end === undefined) return undefined;
        buffer = buffer.subarray(end);
        return finish(Buffer.concat(chunks));
      }
      if (buffer.length < line + 2 + size + 2) return undefined;
      chunks.push(buffer.subarray(line + 2, line + 2 + size));
      buffer = buffer.subarray(line + 2 + size + 2);
    }
  };

  /** Where the trailers behind the last chunk end. */
  const trailersEnd = (line: number): number | undefined => {
    if (buffer.subarray(line + 2, line + 4).toString('latin1') === '\r\n') return line + 4;
    const end = buffer.indexOf('\r\n\r\n', line);
    return end < 0 ? undefined : end + 4;
  };

  return {
    push(chunk) {
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
      const messages: Message[] = [];
      for (let message = next(); message !== undefined; message = next()) messages.push(message);
      return messages;
    },
    end() {
      if (head === undefined) return [];
      return [finish(length === 'chunked' ? Buffer.concat(chunks) : buffer)];
    },
    get reading() {
      return head !== undefined;
    },
  };
}

function parseHead(text: string): Omit<Message, 'body'> {
  const [start = '', ...lines] = text.split('\r\n');
  return {
    start,
    headers: lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
    }),
  };
}

/** Values of a header, joined by `separator`; undefined when there is none. */
export function header(message: Pick<Message, 'headers'>, name: string, separator = ', '): string | undefined {
  const values = message.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(separator);
}

/** A request's body: chunked, of the given length, or none. What follows a request to switch belongs to the new protocol. */
export function requestLength(head: Omit<Message, 'body'>): Length {
  if (header(head, 'upgrade') !== undefined && switching(header(head, 'connection'))) return 0;
  if (header(head, 'transfer-encoding')?.toLowerCase().includes('chunked') === true) return 'chunked';
  return Number(header(head, 'content-length') ?? 0);
}

/** A response's body, to a request with this method. */
export const responseLength =
  (method: string) =>
  (head: Omit<Message, 'body'>): Length => {
    const status = Number(head.start.split(' ')[1]);
    if (method === 'HEAD' || status === 204 || status === 304 || status < 200) return 0;
    if (header(head, 'transfer-encoding')?.toLowerCase().includes('chunked') === true) return 'chunked';
    const length = header(head, 'content-length');
    return length === undefined ? 'until-end' : Number(length);
  };

/** Bytes given as one character each, read as UTF-8. */
export const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** A body as a client reads it. */
export function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding !== 'gzip' || body.length === 0) return body;
  try {
    return gunzipSync(body);
  } catch {
    return body;
  }
}
