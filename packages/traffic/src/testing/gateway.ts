/** A gateway for tests: answers every request and remembers what it saw. Real sockets on a port the system picks. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** As on the wire: name, value, name, value. */
  readonly headers: readonly string[];
  readonly body: string;
}

export interface TestGateway {
  readonly port: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** `answer` writes the response; without it 200 with the gateway's name in the header `x-side`. */
export async function testGateway(name: string, answer?: Answer): Promise<TestGateway> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      seen.push({
        at: Date.now(),
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.rawHeaders,
        body,
      });
      if (answer) answer(request, response, body);
      else response.setHeader('x-side', name).end(name);
    });
  });
  server.maxHeadersCount = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A TCP server that listens has such an address.
    port: (server.address() as AddressInfo).port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
