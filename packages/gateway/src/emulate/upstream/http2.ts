/**
 * One attempt at a node of scheme grpc or grpcs: HTTP/2, without TLS by prior knowledge (nginx: grpc_pass). Content-Type and
 * `te: trailers` are set whatever the client sent (observed: vectors grpc-upstream-001).
 */
import {
  type ClientHttp2Session,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { header, type Pair, pairsOf } from '../headers.ts';
import type { Attempt, Outcome } from './outcome.ts';
import { keyOf, type Node } from './picker.ts';

export interface Http2 {
  attempt(node: Node, tls: boolean, what: Attempt): Promise<Outcome>;
  close(): void;
}

/** Joins repeated headers into lists, as the HTTP/2 library takes them. */
export function grouped(pairs: readonly Pair[]): Record<string, string | string[]> {
  const out: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase();
    const known = out[lower];
    out[lower] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return out;
}

const headersOf = (what: Attempt, tls: boolean): OutgoingHttpHeaders => {
  const { host, ...rest } = grouped(what.headers);
  return {
    ...rest,
    ':method': what.method,
    ':path': what.target,
    ':scheme': tls ? 'https' : 'http',
    ':authority': typeof host === 'string' ? host : '',
    'content-type': header(what.headers, 'content-type')?.startsWith('application/grpc')
      ? header(what.headers, 'content-type')
      : 'application/grpc',
    te: 'trailers',
  };
};

/** Raw headers are handed to the listener as a fourth argument that the types do not know. */
const rawOf = (headers: IncomingHttpHeaders, rest: readonly unknown[]): Pair[] => {
  const [raw] = rest;
  if (Array.isArray(raw)) return pairsOf(raw.map(String)).filter(([name]) => !name.startsWith(':'));
  return Object.entries(headers).flatMap(([name, value]): Pair[] =>
    value === undefined || name.startsWith(':')
      ? []
      : (Array.isArray(value) ? value : [value]).map((one): Pair => [name, one]),
  );
};

export function createHttp2(): Http2 {
  const sessions = new Map<string, Promise<ClientHttp2Session | undefined>>();

  const session = (node: Node, tls: boolean, seconds: number): Promise<ClientHttp2Session | undefined> => {
    const key = `${tls ? 'tls' : 'tcp'} ${keyOf(node)}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const made = new Promise<ClientHttp2Session | undefined>((resolve) => {
      const host = node.host.includes(':') ? `[${node.host.replace(/^\[|\]$/g, '')}]` : node.host;
      const opened = connect(`${tls ? 'https' : 'http'}://${host}:${node.port}`, { rejectUnauthorized: false });
      const timer = setTimeout(() => opened.destroy(), seconds * 1000);
      const forget = () => {
        clearTimeout(timer);
        if (sessions.get(key) === made) sessions.delete(key);
        resolve(undefined);
      };
      opened.once('connect', () => {
        clearTimeout(timer);
        resolve(opened);
      });
      opened.on('error', forget);
      opened.on('goaway', forget);
      opened.on('close', forget);
    });
    sessions.set(key, made);
    return made;
  };

  return {
    async attempt(node, tls, what) {
      const opened = await session(node, tls, what.timeout.connect);
      if (opened === undefined || opened.closed || opened.destroyed)
        return { kind: 'failed', status: 502, sent: false };
      return new Promise<Outcome>((resolve) => {
        const stream = opened.request(headersOf(what, tls), { endStream: what.body === undefined });
        let timedOut = false;
        let trailers: Pair[] = [];
        const expire = () => {
          if (stream.isPaused()) timer.refresh();
          else {
            timedOut = true;
            stream.close(constants.NGHTTP2_CANCEL);
          }
        };
        const timer = setTimeout(expire, what.timeout.read * 1000);
        const abandon = () => stream.close(constants.NGHTTP2_CANCEL);
        what.signal.addEventListener('abort', abandon, { once: true });
        stream.on('error', () => undefined);
        stream.on('trailers', (headers: IncomingHttpHeaders, ...rest: unknown[]) => {
          trailers = rawOf(headers, rest.slice(1));
        });
        stream.on('drain', () => timer.refresh());
        stream.on('end', () => clearTimeout(timer));
        stream.on('close', () => {
          clearTimeout(timer);
          what.signal.removeEventListener('abort', abandon);
          resolve({ kind: 'failed', status: timedOut ? 504 : 502, sent: true });
        });
        stream.on('response', (headers, ...rest: unknown[]) => {
          timer.refresh();
          stream.on('data', () => timer.refresh());
          stream.pause();
          const status = headers[':status'] ?? 502;
          resolve({
            kind: 'answered',
            status,
            headers: rawOf(headers, rest.slice(1)),
            body: stream,
            trailers: () => trailers,
            abandon,
          });
        });
        what.body?.(stream);
      });
    },
    close() {
      for (const pending of sessions.values()) void pending.then((opened) => opened?.close());
      sessions.clear();
    },
  };
}
