import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Emulator, type EmulatorOptions, startEmulator } from './start.ts';
import { type Backend, httpBackend } from './testing/backend.ts';

const loopback = { address: '127.0.0.1', port: 0 };
const folder = mkdtempSync(join(tmpdir(), 'emulate-'));
const ends: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterEach(async () => {
  for (const end of ends.splice(1)) await end();
});

interface Tried {
  readonly emulator: Emulator;
  readonly node: Backend;
  readonly defects: unknown[];
  readonly found: string[];
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
}

/** Serves a configuration whose `${{PORT}}` is a real node. */
async function emulate(yaml: string, more: Partial<EmulatorOptions> = {}): Promise<Tried> {
  const node = await httpBackend();
  ends.push(() => node.close());
  const file = join(folder, `${ends.length}-apisix.yaml`);
  writeFileSync(file, `${yaml}\n#END\n`);
  const defects: unknown[] = [];
  const found: string[] = [];
  const started = await startEmulator({
    files: [file],
    environment: { PORT: String(node.port) },
    listen: [loopback],
    listenTls: [loopback],
    metrics: loopback,
    drain: 1000,
    onDefect: (error) => defects.push(error),
    onFinding: ({ code }) => found.push(code),
    ...more,
  });
  if (!started.ok) throw new Error(started.error.code);
  ends.push(() => started.value.stop());
  const [at = loopback] = started.value.addresses.http;
  return {
    emulator: started.value,
    node,
    defects,
    found,
    ask: (path, init = {}) => fetch(`http://127.0.0.1:${at.port}${path}`, { redirect: 'manual', ...init }),
  };
}

const upstream = 'upstream: {type: roundrobin, nodes: {"127.0.0.1:${{PORT}}": 1}}';

const token = (secret: string, key: string): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ key, exp: 4_102_444_800 })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

describe('an emulated configuration', () => {
  it('routes to the nodes of the matched route and answers 404 as APISIX does', async () => {
    const { ask, node, defects } = await emulate(`routes: [{id: orders, uri: /orders/*, ${upstream}}]`);
    expect(await (await ask('/orders/7?x=1')).text()).toBe('hello');
    const [got] = node.received;
    expect(got?.target).toBe('/orders/7?x=1');
    const headers = Object.fromEntries(got?.raw.map((name, at, all) => [name.toLowerCase(), all[at + 1]]) ?? []);
    expect(headers).toMatchObject({
      'x-real-ip': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    const missing = await ask('/none');
    expect(missing.status).toBe(404);
    expect(await missing.text()).toBe('{"error_msg":"404 Route Not Found"}\n');
    expect(missing.headers.get('server')).toBe('APISIX/3.18.0');
    expect(defects).toEqual([]);
  });

  it('believes X-Real-IP of a peer on loopback', async () => {
    const { ask, node } = await emulate(`routes: [{id: orders, uri: /*, ${upstream}}]`);
    await ask('/', { headers: { 'x-real-ip': '203.0.113.9' } });
    const [got] = node.received;
    const at = got?.raw.findIndex((part) => part.toLowerCase() === 'x-forwarded-for') ?? -1;
    expect(got?.raw[at + 1]).toBe('203.0.113.9');
  });

  it('lets only known keys in', async () => {
    const { ask } = await emulate(
      `routes: [{id: orders, uri: /*, plugins: {key-auth: {}}, ${upstream}}]\nconsumers: [{username: shop, plugins: {key-auth: {key: sesame}}}]`,
    );
    expect((await ask('/')).status).toBe(401);
    expect((await ask('/', { headers: { apikey: 'wrong' } })).status).toBe(401);
    expect((await ask('/', { headers: { apikey: 'sesame' } })).status).toBe(200);
  });

  it('lets only signed tokens in', async () => {
    const secret = 'a-secret-of-more-than-32-characters';
    const { ask } = await emulate(
      `routes: [{id: orders, uri: /*, plugins: {jwt-auth: {}}, ${upstream}}]\nconsumers: [{username: app, plugins: {jwt-auth: {key: app, secret: ${secret}}}}]`,
    );
    const status = async (value: string) => (await ask('/', { headers: { authorization: value } })).status;
    expect((await ask('/')).status).toBe(401);
    expect(await status(`Bearer ${token('another-secret-of-32-characters!!', 'app')}`)).toBe(401);
    expect(await status(`Bearer ${token(secret, 'app')}`)).toBe(200);
  });

  it('limits requests in a window of its own clock', async () => {
    let now = 1_000_000;
    const { ask } = await emulate(
      `routes: [{id: orders, uri: /*, plugins: {limit-count: {count: 2, time_window: 60, rejected_code: 429, key: remote_addr}}, ${upstream}}]`,
      { now: () => now },
    );
    const statuses = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await ask('/')).status);
    now += 61_000;
    statuses.push((await ask('/')).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  it('answers a preflight and marks answers for other origins', async () => {
    const { ask } = await emulate(
      `routes: [{id: orders, uri: /*, plugins: {cors: {allow_origins: "https://app.voice.example"}}, ${upstream}}]`,
    );
    const headers = { origin: 'https://app.voice.example' };
    const preflight = await ask('/', {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'PUT' },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.voice.example');
    const simple = await ask('/', { headers });
    expect(await simple.text()).toBe('hello');
    expect(simple.headers.get('access-control-allow-origin')).toBe('https://app.voice.example');
  });

  it('redirects with the page of the server', async () => {
    const { ask } = await emulate('routes: [{id: old, uri: /old, plugins: {redirect: {uri: /new, ret_code: 301}}}]');
    const answer = await ask('/old');
    expect(answer.status).toBe(301);
    expect(answer.headers.get('location')).toBe('/new');
    expect(await answer.text()).toContain('301 Moved Permanently');
  });

  it('rewrites what the node receives and what the client gets', async () => {
    const plugins =
      '{proxy-rewrite: {regex_uri: ["^/v1/(.*)", "/$1"]}, response-rewrite: {headers: {set: {Cache-Control: no-store}, remove: [Content-Type]}, body: changed}}';
    const { ask, node } = await emulate(`routes: [{id: orders, uri: /v1/*, plugins: ${plugins}, ${upstream}}]`);
    const answer = await ask('/v1/orders?x=1');
    expect(await answer.text()).toBe('changed');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(node.received[0]?.target).toBe('/orders?x=1');
  });

  it('opens WebSockets where the route allows them and nowhere else', async () => {
    const { emulator, defects } = await emulate(
      `routes: [{id: stream, uri: /stream, enable_websocket: true, ${upstream}}, {id: rest, uri: /rest, ${upstream}}]`,
    );
    const [at = loopback] = emulator.addresses.http;
    const socket = new WebSocket(`ws://127.0.0.1:${at.port}/stream`);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('hello');
    const back = await new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
    expect(back).toBe('hello');
    socket.terminate();
    const refused = new WebSocket(`ws://127.0.0.1:${at.port}/rest`);
    refused.on('error', () => undefined);
    const status = await new Promise((resolve) =>
      refused.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(200);
    expect(defects).toEqual([]);
  });

  it('counts requests where the metrics plugin is on', async () => {
    const { ask, emulator } = await emulate(
      `routes: [{id: orders, uri: /orders/*, ${upstream}}]\nglobal_rules: [{id: all, plugins: {prometheus: {}}}]`,
    );
    await (await ask('/orders/1')).text();
    await (await ask('/none')).text();
    const { port, path } = emulator.addresses.metrics;
    const text = async () => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    await expect
      .poll(text)
      .toMatch(/apisix_http_status\{code="200",route="orders",matched_uri="\/orders\/\*"[^}]*\} 1/);
    await expect.poll(text).toMatch(/apisix_http_status\{code="404",route="",[^}]*\} 1/);
  });

  it('shows the certificate of the host that the client names, and refuses other names', async () => {
    const example = join(import.meta.dirname, '../../../../examples/voice-assistant/apisix.yaml');
    const { emulator } = await emulate('routes: []', { files: [example], environment: {} });
    const [at] = emulator.addresses.https;
    const call = (servername: string) =>
      new Promise((resolve) => {
        const outgoing = httpsRequest(
          { host: '127.0.0.1', port: at?.port, servername, rejectUnauthorized: false, headers: { host: servername } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        );
        outgoing.on('error', () => resolve('refused'));
        outgoing.end();
      });
    // Nothing listens behind the example here, which is the account route's own 502 and no redirect to HTTPS.
    expect(await call('account.voice.example')).toBe(502);
    expect(await call('other.voice.example')).toBe('refused');
  });

  it('asks for the certificate that the configuration wants, and cuts off whoever has none', async () => {
    const file = join(import.meta.dirname, '../../../../test/vectors/data/certs.json');
    // Our own file: test certificates by name.
    const pairs = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, { cert: string; key: string }>>;
    const { shop, alice, mallory, ca } = pairs;
    const ssl = { id: 'shop', sni: 'shop.example', cert: shop?.cert, key: shop?.key, client: { ca: ca?.cert } };
    const redirect = { redirect: { uri: '/moved', ret_code: 302 } };
    const config = { routes: [{ id: 'orders', uri: '/*', plugins: redirect }], ssls: [ssl] };
    const { emulator } = await emulate(JSON.stringify(config));
    const [at] = emulator.addresses.https;
    const call = (own: { cert: string; key: string } | undefined) =>
      new Promise((resolve) => {
        const options = { host: '127.0.0.1', port: at?.port, servername: 'shop.example', rejectUnauthorized: false };
        const outgoing = httpsRequest({ ...options, ...own, headers: { host: 'shop.example' } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        outgoing.on('error', () => resolve('closed'));
        outgoing.end();
      });
    expect([await call(alice), await call(mallory), await call(undefined)]).toEqual([302, 'closed', 'closed']);
  });

  it('says once which part of a route it does not emulate', async () => {
    const { ask, found } = await emulate(
      `routes: [{id: orders, uri: /*, plugins: {zipkin: {endpoint: "http://10.20.6.11:9411", sample_ratio: 1}}, ${upstream}}]`,
    );
    await (await ask('/')).text();
    await (await ask('/')).text();
    expect(found).toEqual(['EMU002']);
  });

  it('closes a route whose protection it does not emulate', async () => {
    const { ask, found } = await emulate(
      `routes: [{id: orders, uri: /*, plugins: {opa: {host: "http://10.20.6.11:8181", policy: orders}}, ${upstream}}]`,
    );
    const answer = await ask('/');
    expect([answer.status, answer.headers.get('x-banyan-finding')]).toEqual([503, 'EMU007']);
    expect(found).toEqual(['EMU007']);
  });

  it('is refused when there is no such file', async () => {
    const files = [join(folder, 'absent.yaml')];
    const started = await startEmulator({ files, environment: {}, listen: [loopback], metrics: loopback });
    expect(started).toMatchObject({ ok: false, error: { code: 'EMU004', params: { reason: 'ENOENT' } } });
  });

  it.each([
    ['does not end with #END', 'routes: []\n', 'EMU006'],
    ['asks for a variable that is not set', 'routes: [{id: a, uri: "${{NOT_SET}}"}]\n#END\n', 'EMU003'],
    ['is no object', '- 1\n#END\n', 'EMU005'],
  ])('is refused when the file %s', async (_what, text, code) => {
    const file = join(folder, 'refused.yaml');
    writeFileSync(file, text);
    const started = await startEmulator({ files: [file], environment: {}, listen: [loopback], metrics: loopback });
    expect(started).toMatchObject({ ok: false, error: { code } });
  });

  it('is refused when its port is taken, and leaves nothing open', async () => {
    const { emulator } = await emulate('routes: []');
    const [taken = loopback] = emulator.addresses.http;
    const file = join(folder, 'taken.yaml');
    writeFileSync(file, 'routes: []\n#END\n');
    const started = await startEmulator({ files: [file], environment: {}, listen: [taken], metrics: loopback });
    expect(started).toMatchObject({ ok: false, error: { code: 'EMU001', params: { port: taken.port } } });
  });
});
