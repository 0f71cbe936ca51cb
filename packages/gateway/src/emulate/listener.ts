/** Sockets that listen: plain, or with TLS and a certificate for each server name. */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, createSecureContext, type SecureContext } from 'node:tls';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';

export interface Certificate {
  readonly names: readonly string[];
  readonly cert: string;
  readonly key: string;
  /** Whether the client is asked for a certificate of its own; what it is worth, the answer decides. */
  readonly asksClient: boolean;
}

export interface Listening {
  readonly address: string;
  readonly port: number;
  /** Accepts nothing more. */
  close(): void;
  /** Connections that are open. */
  open(): number;
  /** Connections that were accepted so far. */
  accepted(): number;
  cut(): void;
}

/** Exact names first, then wildcards, which cover one label (observed: vectors tls-sni-001, -002). */
export function contextFor(
  contexts: readonly { readonly names: readonly string[]; readonly context: SecureContext }[],
  name: string,
): SecureContext | undefined {
  const lower = name.toLowerCase();
  const wildcard = lower.replace(/^[^.]+/, '*');
  for (const wanted of [lower, wildcard, '*']) {
    const found = contexts.find(({ names }) => names.includes(wanted));
    if (found !== undefined) return found.context;
  }
  return undefined;
}

function serverFor(certificates: readonly Certificate[] | undefined, accept: (socket: Socket) => void): Server {
  if (certificates === undefined) return createServer({ pauseOnConnect: false }, accept);
  const contexts = certificates.map(({ names, cert, key }) => ({ names, context: createSecureContext({ cert, key }) }));
  const server = createTlsServer(
    {
      // Both protocols are told apart by their first bytes, whatever was negotiated.
      ALPNProtocols: ['h2', 'http/1.1'],
      requestCert: certificates.some(({ asksClient }) => asksClient),
      rejectUnauthorized: false,
      SNICallback: (name, done) => {
        const context = contextFor(contexts, name);
        if (context === undefined) done(new Error('no certificate for this name'));
        else done(null, context);
      },
    },
    accept,
  );
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

/** Opens one listener; `undefined` certificates mean plain text. The error is the system's code, e.g. EADDRINUSE. */
export function listen(
  at: { readonly address: string; readonly port: number },
  certificates: readonly Certificate[] | undefined,
  accept: (socket: Socket, listening: Listening) => void,
): Promise<Result<Listening, string>> {
  return new Promise((resolve) => {
    const sockets = new Set<Socket>();
    let accepted = 0;
    let listening: Listening | undefined;
    const server = serverFor(certificates, (socket) => {
      accepted += 1;
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if (listening !== undefined) accept(socket, listening);
    });
    server.once('error', (error: NodeJS.ErrnoException) => resolve(err(error.code ?? error.message)));
    server.listen(at.port, at.address, () => {
      const bound = server.address();
      listening = {
        address: at.address,
        port: typeof bound === 'object' && bound !== null ? bound.port : at.port,
        close: () => server.close(),
        open: () => sockets.size,
        accepted: () => accepted,
        cut: () => sockets.forEach((socket) => socket.destroy()),
      };
      resolve(ok(listening));
    });
  });
}
