/** A real Envoy for tests: serves a bootstrap on ports that the system picks, and is ended by its process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Handshake {
  readonly sni: string | undefined;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly own?: { readonly cert: string; readonly key: string };
}

export interface Served {
  /** Where its files stand. */
  readonly folder: string;
  ask(method: string, path: string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Over the listener `https`; rejected when the handshake is refused. */
  askTls(path: string, how: Handshake): Promise<Answered & { readonly subject: string }>;
  /** Its own statistics, in Prometheus's words. */
  statistics(): Promise<string>;
  stop(): Promise<void>;
}

const binary = new URL('../../../../../../.tools/envoy', import.meta.url).pathname;

/** Starts Envoy with the written file, beside those that it names; fails with Envoy's own words when it refuses. */
export async function serve(
  chunks: Iterable<string>,
  others: readonly { readonly path: string; readonly chunks: Iterable<string> }[] = [],
): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-envoy-'));
  const [file, where] = [join(folder, 'envoy.yaml'), join(folder, 'admin')];
  const admin = 'admin:\n  address:\n    socket_address: {address: 127.0.0.1, port_value: 0}\n';
  writeFileSync(file, [admin, ...chunks].join(''), { mode: 0o600 });
  for (const other of others) writeFileSync(join(folder, other.path), [...other.chunks].join(''), { mode: 0o600 });
  const options = ['-c', file, '--admin-address-path', where, '--concurrency', '1', '--use-dynamic-base-id'];
  const child = spawn(binary, [...options, '--disable-hot-restart', '-l', 'error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  try {
    const ports = await until(() => portsOf(child, where, said));
    const port = (listener: string): number => ports.get(listener) ?? 0;
    return {
      folder,
      ask: (method, path, headers = {}) => send(port('http'), method, path, headers),
      askTls: (path, how) => sendTls(port('https'), path, how),
      statistics: async () => (await send(adminPortIn(where), 'GET', '/stats/prometheus', {})).body,
      stop: () => end(child, folder),
    };
  } catch (error) {
    await end(child, folder);
    throw error;
  }
}

const adminPortIn = (where: string): number => Number(readFileSync(where, 'utf8').split(':').at(-1));

/** The ports by listener, as soon as Envoy is ready. */
async function portsOf(
  child: ChildProcess,
  where: string,
  said: readonly string[],
): Promise<ReadonlyMap<string, number> | undefined> {
  if (child.exitCode !== null) throw new Error(`Envoy ended: ${said.join('').slice(-2000)}`);
  try {
    const adminPort = adminPortIn(where);
    const ready = await send(adminPort, 'GET', '/ready', {});
    if (ready.status !== 200) return undefined;
    const listeners = await send(adminPort, 'GET', '/listeners', {});
    return new Map(
      [...listeners.body.matchAll(/^(\w+)::.*:(\d+)$/gm)].map(([, name = '', port]) => [name, Number(port)]),
    );
  } catch {
    return undefined;
  }
}

async function until<T>(probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('Envoy did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}

function send(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

function sendTls(port: number, path: string, how: Handshake): Promise<Answered & { readonly subject: string }> {
  const { sni, host = sni ?? 'shop.example', headers = {}, own = {} } = how;
  return new Promise((resolve, reject) => {
    // An address as server name means none.
    const peer = { host: '127.0.0.1', port, servername: sni ?? '', rejectUnauthorized: false, agent: false, ...own };
    const sent = secureRequest({ ...peer, path, headers: { host, ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      // The socket of an HTTPS request is one with TLS.
      const shown = (answer.socket as TLSSocket).getPeerCertificate().subject.CN;
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
          subject: String(shown),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** An upstream that answers with what it received. */
export async function echo(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server: Server = createServer((incoming, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ method: incoming.method, target: incoming.url, headers: incoming.headers }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address object.
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
