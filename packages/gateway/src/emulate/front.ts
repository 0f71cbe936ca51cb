/**
 * What the gateway is for one listener: HTTP/1.x with upgrades, and HTTP/2 on the same port. nginx with `http2 on` tells the
 * two apart by the connection's first bytes, and so does this.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Answer } from '../semantics/answer.ts';
import type { Answerer } from './answerer.ts';
import type { Client } from './client/client.ts';
import { type Arrival, gatewayRequest, http1Client } from './client/http1.ts';
import { http2Client } from './client/http2.ts';
import { exchange, type Gateway } from './exchange.ts';
import { page } from './page.ts';

export interface Front {
  /** Takes a connection whose first bytes are still to be read. */
  accept(socket: Socket): void;
  /** Closes idle connections and asks busy ones to end after what they do. */
  drain(): void;
  /** Ends what is left. */
  cut(): void;
}

/** First bytes of every HTTP/2 connection (RFC 9113, 3.4). */
const preface = Buffer.from('PRI * HTTP/2.0');

/** nginx: keepalive_timeout, client_header_timeout (apisix/cli/config.lua). */
const idle = 60_000;

/** Reading the body first, where a decision needs it, is bounded. */
const bodyLimit = 16 * 1024 * 1024;

/** As nginx answers what it cannot parse, or CONNECT: its own page, its own name, and the end of the connection. */
function refusal(status: number): string {
  const text = page(status);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Server: openresty',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

interface Decided {
  readonly answer: Answer;
  readonly client: Client;
}

export interface FrontOptions {
  readonly arrival: Arrival;
  readonly gateway: Gateway;
  readonly decide: Answerer;
  /** Whether decisions look at bodies. */
  readonly readsBodies: boolean;
  /** Called for each request, for the count of all requests. */
  readonly onRequest: () => void;
  /** Defects of the program; never expected ones. */
  readonly onDefect: (error: unknown) => void;
}

async function bodyOf(client: Client): Promise<{ readonly text: string; readonly bytes: Buffer } | undefined> {
  if (client.body === undefined) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of client.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return { text: bytes.toString('utf8'), bytes };
}

export function createFront(options: FrontOptions): Front {
  const { arrival, gateway } = options;
  const answers = new WeakMap<IncomingMessage, Decided['answer']>();
  const sessions = new Set<ServerHttp2Session>();

  const run = (work: () => Promise<void>, client: () => void) => {
    options.onRequest();
    work().catch((error: unknown) => {
      options.onDefect(error);
      client();
    });
  };
  const decide = (client: Client): Answer => options.decide(client.request, gateway.now());

  const serve = async (client: Client): Promise<void> => {
    const body = options.readsBodies ? await bodyOf(client) : undefined;
    if (body === undefined) return exchange(client, decide(client), gateway);
    const { Readable } = await import('node:stream');
    const again: Client = {
      ...client,
      body: Readable.from([body.bytes]),
      request: { ...client.request, body: body.text },
    };
    return exchange(again, decide(again), gateway);
  };

  const server: Server = createServer({
    keepAliveTimeout: idle,
    headersTimeout: idle,
    requestTimeout: 0,
    maxHeaderSize: 32 * 1024,
    insecureHTTPParser: false,
    joinDuplicateHeaders: true,
    // Deciding costs state (limits), so the decision is kept for whichever listener gets the request.
    shouldUpgradeCallback: (incoming: IncomingMessage) => {
      const answer = options.decide(gatewayRequest(incoming, arrival), gateway.now());
      answers.set(incoming, answer);
      return answer.serving?.forward?.websocket === true;
    },
  });
  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    response.sendDate = true;
    const client = http1Client(incoming, gatewayRequest(incoming, arrival), response, arrival);
    const known = answers.get(incoming);
    run(
      () => (known === undefined ? serve(client) : exchange(client, known, gateway)),
      () => incoming.socket.destroy(),
    );
  });
  server.on('upgrade', (incoming, socket, head) => {
    const client = http1Client(incoming, gatewayRequest(incoming, arrival), undefined, arrival, { socket, head });
    run(
      () => exchange(client, answers.get(incoming) ?? decide(client), gateway),
      () => socket.destroy(),
    );
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(refusal(400));
    else socket.destroy();
  });

  // This server never listens, so the watch over its connections (idle ones, slow headers) is started by hand.
  server.emit('listening');

  server.on('connect', (_incoming, socket) => socket.end(refusal(405)));

  const http2: Http2Server = createHttp2Server();
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => session.destroy());
    session.on('close', () => sessions.delete(session));
  });
  http2.on('stream', (stream, _headers, flags, raw: readonly string[]) => {
    const endStream = 1;
    const client = http2Client(stream, raw, (flags & endStream) !== 0, arrival);
    run(
      () => serve(client),
      () => stream.close(),
    );
  });

  return {
    accept(socket) {
      socket.on('error', () => socket.destroy());
      socket.setNoDelay(true);
      const waiting = setTimeout(() => socket.destroy(), idle);
      socket.once('close', () => clearTimeout(waiting));
      socket.once('data', (first: Buffer) => {
        clearTimeout(waiting);
        socket.pause();
        socket.unshift(first);
        const length = Math.min(first.length, preface.length);
        const second = first.subarray(0, length).equals(preface.subarray(0, length)) && length > 3;
        (second ? http2 : server).emit('connection', socket);
        if (!second) socket.resume();
      });
    },
    drain() {
      server.closeIdleConnections();
      for (const session of sessions) session.close();
    },
    cut() {
      server.closeAllConnections();
      server.close(() => undefined);
      for (const session of sessions) session.destroy();
    },
  };
}
