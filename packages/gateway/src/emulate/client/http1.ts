/** A client's request over HTTP/1.x. Framing is Node's strict parser, which refuses ambiguous lengths and bare line feeds. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Duplex } from 'node:stream';
import { pairsOf } from '../headers.ts';
import { textOf } from '../wire.ts';
import type { Client } from './client.ts';

/** Where the request arrived. */
export interface Arrival {
  readonly port: number;
  readonly tls: boolean;
  /** Answers ask the client to close, because the gateway is going down. */
  draining(): boolean;
}

/** Who is on the other end of a connection, as far as the socket knows. */
export function peerOf(
  socket: Socket | undefined,
): Pick<GatewayRequest, 'client_ip' | 'client_port' | 'sni' | 'client_certificate'> {
  // IPv4 in IPv6 notation as IPv4.
  const client_ip = (socket?.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  const port = socket?.remotePort;
  const name = socket !== undefined && 'servername' in socket ? socket.servername : undefined;
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  return {
    client_ip,
    ...(port === undefined ? {} : { client_port: port }),
    ...(typeof name === 'string' && name !== '' ? { sni: name } : {}),
    ...(certificate === undefined ? {} : { client_certificate: certificate.toString() }),
  };
}

export function gatewayRequest(incoming: IncomingMessage, arrival: Arrival): GatewayRequest {
  const headers: Record<string, string | string[]> = {};
  let host: string | null = null;
  for (const [name, value] of pairsOf(incoming.rawHeaders)) {
    const lower = name.toLowerCase();
    const text = textOf(value);
    if (lower === 'host') host ??= text;
    else {
      const known = headers[lower];
      headers[lower] = known === undefined ? text : [...(Array.isArray(known) ? known : [known]), text];
    }
  }
  return {
    method: incoming.method ?? 'GET',
    path: textOf(incoming.url ?? '/'),
    host,
    headers,
    ...peerOf(incoming.socket),
    scheme: arrival.tls ? 'https' : 'http',
    http_version: incoming.httpVersion === '1.0' ? '1.0' : '1.1',
    port: arrival.port,
  };
}

const hasBody = (incoming: IncomingMessage): boolean =>
  incoming.headers['transfer-encoding'] !== undefined || Number(incoming.headers['content-length'] ?? 0) > 0;

/** A response over a socket that Node has handed out for an upgrade; the connection ends with it. */
function responseOver(incoming: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(incoming);
  response.shouldKeepAlive = false;
  // An upgrade's socket is the net.Socket of the connection, which is what assignSocket takes.
  response.assignSocket(socket as Socket);
  response.on('finish', () => socket.end());
  return response;
}

/** `upgrade`: the socket and first bytes, when Node has handed the connection out. */
export function http1Client(
  incoming: IncomingMessage,
  request: GatewayRequest,
  answer: ServerResponse | undefined,
  arrival: Arrival,
  upgrade?: { readonly socket: Duplex; readonly head: Buffer },
): Client {
  const gone = new AbortController();
  const socket = incoming.socket;
  const before = { read: socket.bytesRead, written: socket.bytesWritten };
  const response = answer ?? responseOver(incoming, upgrade?.socket ?? socket);
  response.on('error', () => gone.abort());
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return {
    request,
    sent: pairsOf(incoming.rawHeaders),
    body: upgrade === undefined && hasBody(incoming) ? incoming : undefined,
    upgrade: upgrade === undefined ? undefined : incoming.headers.upgrade,
    gone: gone.signal,
    respond(status, headers) {
      const list = headers.flatMap(([name, value]) => [name, value]);
      if (arrival.draining()) list.push('Connection', 'close');
      response.writeHead(status, list);
      return response;
    },
    takeOver(headers) {
      response.detachSocket(socket);
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n`, 'latin1');
      return { socket, head: upgrade?.head ?? Buffer.alloc(0) };
    },
    cut: () => socket.destroy(),
    traffic: () => ({
      received: Math.max(socket.bytesRead - before.read, 0) + headSize(incoming),
      sent: socket.bytesWritten - before.written,
    }),
  };
}

/** Bytes of the request line and headers, which were read before the request was handed out. */
const headSize = (incoming: IncomingMessage): number =>
  incoming.rawHeaders.reduce((sum, part) => sum + part.length + 2, 0) + (incoming.url?.length ?? 0) + 16;
