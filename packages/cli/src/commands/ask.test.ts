import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { banyan } from '../testing/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'banyan-ask-'));
const source = join(folder, 'apisix.yaml');

beforeAll(() =>
  writeFileSync(
    source,
    `routes:
  - id: orders
    uri: /orders/*
    upstream: { nodes: { "10.20.2.11:8080": 1 } }
#END
`,
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (stdin: string, more: readonly string[] = [], environment = {}) =>
  banyan(['ask', source, '--requests', '-', ...more], { stdin, environment });

test('requests come in as JSON Lines and answers go out as JSON Lines, in the order of the lines', async () => {
  const ran = await ask('{"path":"/orders/7","host":"shop.example"}\n{"path":"/none","host":"shop.example"}\n');
  const answers = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(ran.code).toBe(0);
  expect(answers).toMatchObject([
    { route: 'orders', nodes: ['10.20.2.11:8080'] },
    { route: null, status: 404 },
  ]);
});

test('the trace names file, line and column', async () => {
  const ran = await ask('{"path":"/orders/7","host":"shop.example"}', ['-o', 'text']);
  expect(ran.stdout).toContain(`${source}:2:5`);
  expect(ran.stdout).toContain('200  route orders  → 10.20.2.11:8080');
});

test('a line that is no request is said on stderr, keeps its place in the output, and makes the exit code 2', async () => {
  const ran = await ask('nonsense\n{"path":"/orders/7","host":"shop.example"}\n');
  expect(ran.code).toBe(2);
  expect(ran.stdout.split('\n')[0]).toBe('{"line":1,"problem":"json","at":""}');
  expect(ran.stdout.split('\n')[1]).toContain('"route":"orders"');
  expect(ran.stderr).toContain('CLI013');
});

test('answers are the same in every language', async () => {
  const line = '{"path":"/orders/7","host":"shop.example"}';
  expect(await ask(line, [], { LANG: 'zh_CN.UTF-8' })).toEqual(await ask(line));
});

test('a request can be asked in the words of curl, and people read the answer', async () => {
  const ran = await banyan(['ask', source, 'http://shop.example/orders/7?x=1', '-H', 'X-One: 1', '-H', 'x-two;']);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('GET shop.example/orders/7?x=1\n  200  route orders  → 10.20.2.11:8080');
  const other = await banyan(['ask', source, '/orders/7', '-H', 'Host: other.example', '-d', 'a=1', '-o', 'json']);
  expect(JSON.parse(other.stdout)).toMatchObject({ upstream: { method: 'POST', host: 'other.example' } });
});

test('a header that is none, and a request that is missing, are refused', async () => {
  expect((await banyan(['ask', source, '/orders', '-H', 'nothing'])).stderr).toContain('CLI005');
  expect((await banyan(['ask', source])).stderr).toContain('CLI004');
});

test('a bootstrap of Envoy is asked like any other configuration', async () => {
  const route = { name: 'orders', match: { prefix: '/orders/' }, direct_response: { status: 418 } };
  const manager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes: [route] }] },
    http_filters: [
      {
        name: 'router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  };
  const filter = { name: 'envoy.filters.network.http_connection_manager', typed_config: manager };
  const address = { socket_address: { address: '127.0.0.1', port_value: 9080 } };
  const bootstrap = {
    static_resources: { listeners: [{ name: 'http', address, filter_chains: [{ filters: [filter] }] }] },
  };
  const file = join(folder, 'envoy.json');
  writeFileSync(file, JSON.stringify(bootstrap));
  const ran = await banyan(['ask', file, 'http://shop.example/orders/7']);
  expect(ran.stdout).toContain('  418  route orders');
  expect(ran.stdout).toMatch(/envoy\.json:1:\d+/);
});

test('a source that is missing is said before anything is read, and a folder stands for the configuration in it', async () => {
  const missing = await banyan(['ask', join(folder, 'none.yaml'), '--requests', '-']);
  expect([missing.code, missing.stderr.includes('CLI007')]).toEqual([2, true]);
  const directory = await banyan(['ask', folder, '/orders/7']);
  expect([directory.code, directory.stdout.includes('route orders')]).toEqual([0, true]);
});
