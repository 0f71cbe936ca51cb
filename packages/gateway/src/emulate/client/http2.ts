/** A client's request over HTTP/2: gRPC, or any other request that came by it. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { pairsOf } from '../headers.ts';
import { grouped } from '../upstream/http2.ts';
import type { Client } from './client.ts';
import { type Arrival, peerOf } from './http1.ts';

/** Names that HTTP/2 forbids. */
const forbidden = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'host',
]);

/** `raw` is the flat list of the stream's headers, pseudo headers included; `ended` tells that no body follows. */
export function http2Client(
  stream: ServerHttp2Stream,
  raw: readonly string[],
  ended: boolean,
  arrival: Arrival,
): Client {
  const pairs = pairsOf(raw);
  const pseudo = new Map(pairs.filter(([name]) => name.startsWith(':')));
  const sent = pairs.filter(([name]) => !name.startsWith(':'));
  const socket = stream.session?.socket;
  const { host, ...headers } = grouped(sent);
  const authority = pseudo.get(':authority') ?? (typeof host === 'string' ? host : null);
  const request: GatewayRequest = {
    method: pseudo.get(':method') ?? 'GET',
    path: pseudo.get(':path') ?? '/',
    host: authority,
    headers,
    ...peerOf(socket),
    scheme: arrival.tls ? 'https' : 'http',
    http_version: '2',
    port: arrival.port,
  };
  const gone = new AbortController();
  const traffic = { received: raw.reduce((sum, part) => sum + part.length, 0), sent: 0 };
  stream.on('error', () => gone.abort());
  // An answer that is complete before the request ends the exchange (RFC 9113, 8.1).
  stream.on('finish', () => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  });
  stream.on('close', () => {
    if (!stream.writableFinished) gone.abort();
  });
  return {
    request,
    sent,
    body: ended ? undefined : stream,
    upgrade: undefined,
    gone: gone.signal,
    respond(status, headers, trailers) {
      if (stream.destroyed) return stream;
      const fields = { ...grouped(headers.filter(([name]) => !forbidden.has(name.toLowerCase()))), ':status': status };
      stream.respond(fields, { waitForTrailers: trailers !== undefined });
      stream.on('wantTrailers', () => stream.sendTrailers(grouped(trailers?.() ?? [])));
      return stream;
    },
    takeOver() {
      throw new Error('HTTP/2 has no upgrade');
    },
    cut: () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    traffic: () => traffic,
  };
}
