/** A gateway for tests whose answers do not end: WebSocket and download over HTTP/1.1, and HTTP/2 on a port of its own. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface StreamingGateway {
  readonly port: number;
  readonly http2Port: number;
  close(): Promise<void>;
}

const every = 20;

/** Sends `name` over and over until the other end goes. WebSocket bytes are echoed besides, frames are not looked at. */
export async function streamingGateway(name: string): Promise<StreamingGateway> {
  const sockets = new Set<Socket>();
  const pour = (write: (text: string) => unknown, onClose: (stop: () => void) => unknown): void => {
    const timer = setInterval(() => write(`${name}\n`), every);
    onClose(() => clearInterval(timer));
  };
  const http1 = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    pour(
      (text) => response.write(text),
      (stop) => response.once('close', stop),
    );
  });
  http1.on('upgrade', (request, socket: Socket) => {
    const key = request.headers['sec-websocket-key'] ?? '';
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Saw: ${key}\r\nX-Side: ${name}\r\n\r\n`,
    );
    socket.on('data', (chunk: Buffer) => socket.write(chunk));
    socket.on('error', () => socket.destroy());
    pour(
      (text) => socket.write(text),
      (stop) => socket.once('close', stop),
    );
  });
  const http2 = createHttp2();
  http2.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'x-side': name }, { waitForTrailers: true });
    // `/voice.Echo/Status14` ends with that status of gRPC.
    const status = /Status(\d+)$/.exec(String(headers[':path']))?.[1];
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status ?? '0' }));
    if (status !== undefined || headers[':path'] === '/voice.Echo/Once') stream.end(name);
    else
      pour(
        (text) => stream.write(text),
        (stop) => stream.once('close', stop),
      );
  });
  const servers: readonly Server[] = [http1, http2];
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  // A TCP server that listens has such an address.
  const portOf = (server: Server): number => (server.address() as AddressInfo).port;
  return {
    port: portOf(http1),
    http2Port: portOf(http2),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
