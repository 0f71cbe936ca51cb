/** Nodes for tests: real servers on ports that the system picks, which remember what they received. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Received {
  readonly method: string;
  readonly target: string;
  readonly raw: readonly string[];
  readonly body: string;
}

export interface Backend {
  readonly port: number;
  readonly received: Received[];
  close(): void;
}

/** Starts any server on loopback. A listening TCP server's address is an AddressInfo. */
export const portOf = (server: TcpServer): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const greet: Handler = (_request, response) => {
  response.setHeader('Content-Type', 'text/plain');
  response.end('hello');
};

export async function httpBackend(handler: Handler = greet): Promise<Backend> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { method = '', url = '', rawHeaders } = request;
      received.push({ method, target: url, raw: rawHeaders, body });
      handler(request, response, body);
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket: WebSocket) =>
    socket.on('message', (data, binary) => socket.send(data, { binary })),
  );
  return {
    port: await portOf(server),
    received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * A gRPC service that sends every message back as it comes, then status 0 and a trailer of its own; or, where it refuses,
 * answers with headers alone, as servers do when they know no such method.
 */
export async function grpcBackend(manner: 'echoes' | 'refuses' = 'echoes'): Promise<Backend> {
  const received: Received[] = [];
  const sessions = new Set<{ destroy(): void }>();
  const server = createHttp2Server();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    const flat = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
    received.push({ method: String(headers[':method']), target: String(headers[':path']), raw: flat, body: '' });
    if (manner === 'refuses') {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' }, { endStream: true });
      return;
    }
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-spoken': 'yes' }));
    stream.pipe(stream);
  });
  const port = await portOf(server);
  return {
    port,
    received,
    close: () => {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

/** Accepts and never answers, or closes as soon as a request has come. */
export async function rudeBackend(manner: 'silent' | 'closes'): Promise<Backend> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {
      if (manner === 'closes') socket.destroy();
    });
  });
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => open.add(socket));
  const port = await portOf(server);
  return {
    port,
    received: [],
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** A port that refuses: it was free a moment ago. */
export async function refusedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
