/**
 * Every node of the recorded network at once: sockets on all addresses of the namespace, told apart by the address that a
 * connection was made to. They answer as the case says and record what they receive.
 */
import { once } from 'node:events';
import { createServer as createHttp2, createSecureServer, type Http2Server, type Http2SecureServer } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls, type TLSSocket } from 'node:tls';
import type { NodeBehaviour, VectorCase } from '../vector.ts';
import { type Reaction, react, type Seen } from './behaviour.ts';
import { serveHttp2 } from './grpc.ts';
import { addressOf, plainPorts } from './hosts.ts';
import { createReader, header, type Message, requestLength, utf8 } from './http1.ts';

export interface Certificates {
  readonly [name: string]: { readonly cert: string; readonly key: string } | undefined;
}

export interface Backends {
  /** From now on nodes behave as this case says. */
  prepare(one: VectorCase): void;
  /** What was received since the last call. */
  take(): Seen[];
  /** Number of requests received since the last `take`. */
  readonly count: number;
  close(): Promise<void>;
}

export type Observe = (seen: Seen) => Reaction;

/** Envoy says so of its own checks: those of one case go on while the next ones run. */
const isProbe = ({ headers }: Seen): boolean =>
  headers.some(([name, value]) => name === 'user-agent' && value === 'Envoy/HC');

export async function startBackends(certificates: Certificates): Promise<Backends> {
  let behaviours = new Map<string, NodeBehaviour>();
  let record: Seen[] = [];
  const sockets = new Set<Socket>();
  const observe: Observe = (seen) => {
    const behaviour = behaviours.get(seen.node);
    const reaction = react(behaviour, seen);
    const echo = reaction.kind === 'answer' && reaction.echo;
    const probe = behaviour?.probe_path === seen.target || isProbe(seen);
    if (!probe) record.push({ ...seen, echo });
    return reaction;
  };

  const ca = certificates['ca']?.cert;
  const secured = (name: string, insist: boolean): Server =>
    createTls(
      {
        ...certificates[name],
        ...(ca === undefined ? {} : { ca }),
        requestCert: true,
        rejectUnauthorized: insist,
      },
      (socket) => serve(socket, observe),
    );
  const http2: Http2Server = createHttp2();
  const http2s: Http2SecureServer = createSecureServer({ ...certificates['backend'] });
  serveHttp2(http2, observe, (node) => behaviours.get(node));
  serveHttp2(http2s, observe, (node) => behaviours.get(node));

  const servers: (readonly [port: number, server: Server])[] = [
    ...plainPorts.map((port) => [port, createServer((socket) => serve(socket, observe))] as const),
    [7443, secured('backend', false)],
    [7444, secured('backend', true)],
    [7445, secured('stranger', false)],
    [50051, http2],
    [50052, http2s],
  ];
  for (const [port, server] of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    server.on('tlsClientError', () => undefined);
    server.listen(port, '0.0.0.0');
    await once(server, 'listening');
  }

  return {
    prepare(one) {
      behaviours = new Map(Object.entries(one.backends).map(([node, how]) => [addressOf(node), how]));
    },
    take() {
      const taken = record;
      record = [];
      return taken;
    },
    get count() {
      return record.length;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map(([, server]) => new Promise((done) => server.close(done))));
    },
  };
}

/** Speaks HTTP/1.1 on one connection. A TLS hello on a plain port is answered by closing. */
function serve(socket: Socket, observe: Observe): void {
  const node = `${socket.localAddress?.replace(/^::ffff:/, '')}:${socket.localPort}`;
  const reader = createReader(requestLength);
  let first = true;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    if (first && chunk[0] === 0x16) {
      socket.destroy();
      return;
    }
    first = false;
    for (const message of reader.push(chunk)) reply(socket, message, observe(seenOf(node, socket, message)));
  });
}

function seenOf(node: string, socket: Socket, message: Message): Seen {
  const [, method = '', target = ''] = /^(\S*) (.*) HTTP\/\S+$/s.exec(message.start) ?? [];
  return {
    node,
    method,
    target: utf8(target),
    host: utf8(header(message, 'host') ?? ''),
    headers: message.headers
      .filter(([name]) => name.toLowerCase() !== 'host')
      .map(([name, value]) => [utf8(name).toLowerCase(), utf8(value)] as const),
    body: message.body.toString('utf8'),
    ...('encrypted' in socket ? { tls: tlsOf(socket) } : {}),
  };
}

function tlsOf(socket: Socket): NonNullable<Seen['tls']> {
  // Told apart by `encrypted`, which only TLS sockets have.
  const session = socket as TLSSocket & { readonly servername?: string | false };
  const subject = session.getPeerCertificate().subject as { readonly CN?: string } | undefined;
  return {
    sni: typeof session.servername === 'string' ? session.servername : null,
    client_subject: subject?.CN ?? null,
    authorized: session.authorized,
  };
}

function reply(socket: Socket, message: Message, reaction: Reaction): void {
  if (reaction.kind === 'silent') return;
  if (reaction.kind === 'close') {
    socket.destroy();
    return;
  }
  const head = message.start.startsWith('HEAD ');
  const close = header(message, 'connection')?.toLowerCase() === 'close' || message.start.endsWith('/1.0');
  const body = Buffer.from(reaction.body, 'utf8');
  const lines = [`HTTP/1.1 ${reaction.status} OK`, ...reaction.headers.map(([name, value]) => `${name}: ${value}`)];
  const bodiless = reaction.status === 101 || reaction.status === 204 || reaction.status === 304;
  if (!bodiless) lines.push(`Content-Length: ${body.length}`);
  if (close && reaction.status !== 101) lines.push('Connection: close');
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
  const write = (): void => {
    if (socket.destroyed) return;
    socket.write(head || bodiless ? bytes : Buffer.concat([bytes, body]));
    if (close && reaction.status !== 101) socket.end();
  };
  if (reaction.delay === 0) write();
  else setTimeout(write, reaction.delay);
}
