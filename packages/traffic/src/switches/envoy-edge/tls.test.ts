import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createSecureServer } from 'node:http2';
import { request } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testEdge, unlimited, value } from '../../testing/edge.ts';
import { addMigration } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';

const run = promisify(execFile);
const openssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);

/** A self-signed certificate for one name, made by openssl. */
async function certificate(folder: string, host: string): Promise<{ hosts: string[]; chain: string; key: string }> {
  const [chain, key] = [join(folder, `${host}.crt`), join(folder, `${host}.key`)];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  await run('openssl', ['req', '-x509', '-nodes', '-days', '2', ...curve, '-keyout', key, '-out', chain, ...names]);
  return { hosts: [host], chain, key };
}

interface Answer {
  /** In the certificate that was shown. */
  readonly name: string;
  readonly body: string;
}

function ask(port: number, host: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      servername: host,
      headers: { host },
      rejectUnauthorized: false,
      agent: false,
    };
    const asked = request(options, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      const { socket } = answer;
      const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : undefined;
      answer.on('end', () => resolve({ name: String(name), body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The version of HTTP in which the gateway was asked when the client spoke HTTP/2. */
function askHttp2(port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const session = connect(`https://127.0.0.1:${port}`, { servername: host, rejectUnauthorized: false });
    const stream = session.request({ ':path': '/', ':authority': host });
    stream.on('response', (headers) => {
      session.destroy();
      resolve(String(headers['x-version']));
    });
    session.on('error', reject);
    stream.on('error', reject);
  });
}

test("an HTTPS entry shows the certificate of the name, and the gateway is asked under it, in the client's version of HTTP", async (context) => {
  context.skip(!openssl, 'openssl is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'banyan-tls-'));
  const [shop, pay] = await Promise.all([certificate(folder, 'shop.example'), certificate(folder, 'pay.example')]);
  const gateway = createSecureServer(
    { allowHTTP1: true, key: await readFile(shop.key), cert: await readFile(shop.chain) },
    (asked, response) => {
      const servername: unknown = Reflect.get(asked.socket, 'servername');
      response.setHeader('x-version', asked.httpVersion);
      response.end(`${String(servername)} ${asked.headers.host} ${String(asked.headers['x-forwarded-proto'])}`);
    },
  );
  const sockets = new Set<Socket>();
  gateway.on('secureConnection', (socket: Socket) => sockets.add(socket));
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const edge = await testEdge();
  try {
    // A TCP server that listens has such an address.
    const target = { host: '127.0.0.1', port: (gateway.address() as AddressInfo).port, tls: true };
    const entries = [{ name: 'https', port: 0, certificates: [shop, pay], old: target, new: target }];
    const phases = [{ name: 'all', matches: 'rest' as const }];
    const port =
      value(await addMigration(edge.folder, { name: 'tls', entries, phases }, unlimited))['https']?.port ?? 0;
    expect(await ask(port, 'shop.example')).toEqual({
      name: 'shop.example',
      body: 'shop.example shop.example undefined',
    });
    expect((await ask(port, 'pay.example')).name).toBe('pay.example');
    await expect(ask(port, 'elsewhere.example')).rejects.toThrow();
    expect(await askHttp2(port, 'shop.example')).toBe('2.0');
    const split = { generation: 1, author: 'engine', shares: { all: 100 } };
    value(await envoyEdgeSwitch(edge.folder, 'tls').write(split, unlimited));
    expect((await ask(port, 'pay.example')).body).toBe('pay.example pay.example undefined');
    expect(await askHttp2(port, 'shop.example')).toBe('2.0');
  } finally {
    await edge.end();
    gateway.close();
    for (const socket of sockets) socket.destroy();
    await rm(folder, { recursive: true, force: true });
  }
});
