/** Sends recorded requests as raw bytes, one connection each, and reads what comes back. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { VectorRequest } from '../vector.ts';
import { createReader, decompressed, header, type Message, responseLength } from './http1.ts';

export interface Destination {
  readonly address: string;
  readonly port: number;
  /** Where the connection comes from. */
  readonly from: string;
  /** A response header whose value the gateway tells in words of its own. */
  readonly rename?: { readonly header: string; readonly value: (told: string) => string };
  readonly tls?: {
    readonly sni: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
    readonly max: string | undefined;
  };
}

export interface Response {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly headers: Message['headers'];
  readonly body: Buffer;
  readonly milliseconds: number;
  readonly tls?: { readonly subject: string | undefined; readonly protocol: string | null };
  /** The TLS handshake itself failed. */
  readonly refused?: boolean;
  readonly error?: string;
}

/** Longest wait for an answer; the longest recorded one takes below ten seconds. */
const patience = 20_000;

/** The bytes of a request: `Connection: close` unless it has a Connection header of its own. */
function bytesOf(request: VectorRequest): Buffer {
  const lines = [`${request.method} ${request.path} HTTP/${request.http_version ?? '1.1'}`];
  if (request.host !== null) lines.push(`Host: ${request.host}`);
  let connection = false;
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.toLowerCase() === 'connection') connection = true;
    for (const one of typeof value === 'string' ? [value] : value) lines.push(`${name}: ${one}`);
  }
  const body = Buffer.from(request.body ?? '', 'utf8');
  const hasLength = Object.keys(request.headers).some((name) => name.toLowerCase() === 'content-length');
  if (request.body !== undefined && !hasLength) lines.push(`Content-Length: ${body.length}`);
  if (!connection) lines.push('Connection: close');
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
}

export function send(request: VectorRequest, to: Destination): Promise<Response> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = open(to);
    const reader = createReader(responseLength(request.method));
    let answered: Message | undefined;
    let failure: string | undefined;
    let secured = to.tls === undefined;
    let tls: Response['tls'];
    let done = false;
    const finish = (): void => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      socket.destroy();
      answered ??= reader.end()[0];
      resolve({
        status: Number(answered?.start.split(' ')[1] ?? 0),
        headers: renamed(answered?.headers ?? [], to.rename),
        body: decompressed(answered?.body ?? Buffer.alloc(0), answered && header(answered, 'content-encoding')),
        milliseconds: performance.now() - began,
        ...(tls === undefined ? {} : { tls }),
        ...(secured ? {} : { refused: true }),
        ...(failure === undefined ? {} : { error: failure }),
      });
    };
    const timer = setTimeout(() => {
      failure = 'no answer in time';
      finish();
    }, patience);
    socket.on(to.tls === undefined ? 'connect' : 'secureConnect', () => {
      secured = true;
      if (to.tls !== undefined) tls = sessionOf(socket);
      socket.write(bytesOf(request));
    });
    socket.on('data', (chunk: Buffer) => {
      // Interim answers (100 Continue) are passed over.
      answered = reader.push(chunk).find((message) => !/^\S+ 10[02-9]/.test(message.start));
      if (answered !== undefined) finish();
    });
    socket.on('error', (error: Error) => {
      failure = error.message;
    });
    socket.on('end', finish);
    socket.on('close', finish);
  });
}

function renamed(headers: Message['headers'], rename: Destination['rename']): Message['headers'] {
  if (rename === undefined) return headers;
  return headers.map(([name, value]) =>
    name.toLowerCase() === rename.header ? [name, rename.value(value)] : [name, value],
  );
}

function open(to: Destination): Socket {
  const target = { host: to.address, port: to.port, localAddress: to.from };
  if (to.tls === undefined) return connectTcp(target);
  return connectTls({
    ...target,
    rejectUnauthorized: false,
    ...(to.tls.sni === undefined ? {} : { servername: to.tls.sni }),
    ...(to.tls.cert === undefined ? {} : { cert: to.tls.cert, key: to.tls.key }),
    ...(to.tls.max === 'TLSv1.2' ? { maxVersion: 'TLSv1.2' as const } : {}),
    minVersion: 'TLSv1.2',
  });
}

function sessionOf(socket: Socket): Response['tls'] {
  // Only called for sockets made by connectTls.
  const session = socket as TLSSocket;
  const subject = session.getPeerCertificate().subject;
  const name: unknown = (subject as Partial<typeof subject> | undefined)?.CN;
  return { subject: typeof name === 'string' ? name : undefined, protocol: session.getProtocol() };
}
