import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { convert } from '../convert/convert.ts';
import { readAdminApi } from './admin.ts';
import { readEtcd } from './etcd.ts';

/** What lies in the store behind the Admin API, as APISIX 3 hands it out. */
const stored: Readonly<Record<string, readonly object[]>> = {
  routes: [{ id: '1', uri: '/pay', plugins: { 'key-auth': {} }, upstream_id: '1' }],
  upstreams: [{ id: '1', nodes: [{ host: '10.0.0.1', port: 80, weight: 1 }], type: 'roundrobin' }],
  consumers: [{ username: 'alice' }],
  'consumers/alice/credentials': [{ id: 'one', plugins: { 'key-auth': { key: 'k1' } } }],
  services: [],
};

let server: Server | undefined;
afterEach(() => server?.close());

async function listening(made: Server): Promise<string> {
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  // A server on a port has an address of this shape.
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const adminApi = (key: string): Server =>
  createServer((request, response) => {
    const resource = /^\/apisix\/admin\/([^?]*)/.exec(request.url ?? '')?.[1] ?? '';
    response.setHeader('Content-Type', 'application/json');
    if (request.headers['x-api-key'] !== key) {
      response.writeHead(401).end('{"description":"wrong apikey","error_msg":"failed to check token"}');
    } else if (resource === 'stream_routes') {
      response.writeHead(400).end('{"error_msg":"stream mode is disabled, can not add stream routes"}');
    } else {
      const list = (stored[resource] ?? []).map((value) => {
        const { id, username } = { id: undefined, username: undefined, ...value };
        return { key: `/apisix/${resource}/${id ?? username}`, value, createdIndex: 5, modifiedIndex: 6 };
      });
      response.end(JSON.stringify({ total: list.length, list: list.length === 0 ? {} : list }));
    }
  });

test('a running APISIX is read resource by resource, credentials of its consumers included', async () => {
  const url = await listening(adminApi('sesame'));
  const read = await readAdminApi({ url, key: 'sesame' });
  if (!read.ok) throw new Error(read.error.code);
  expect(read.value.map(({ name }) => name)).toContain('source-admin-consumers-alice-credentials.json');
  const conversion = convert(read.value, { to: 'envoy', environment: {} });
  if (!conversion.ok) throw new Error('not converted');
  const { model, door, findings, files } = conversion.value;
  expect([door, model.rules.length, model.consumers[0]?.credentials.length]).toEqual(['apisix-admin', 1, 1]);
  expect(findings.filter(({ code }) => code === 'CNV001')).toEqual([]);
  expect(files.filter(({ path }) => path.startsWith('source-')).every(({ secret }) => secret)).toBe(true);
});

test('a wrong key is said, and not shown', async () => {
  const url = await listening(adminApi('sesame'));
  const read = await readAdminApi({ url, key: 'wrong-key' });
  expect(read.ok ? '' : read.error.code).toBe('CNV008');
  expect(JSON.stringify(read)).not.toContain('wrong-key');
});

test('something else that answers is no Admin API', async () => {
  const url = await listening(createServer((_, response) => response.end('<html>hello</html>')));
  const read = await readAdminApi({ url, key: '' });
  expect(read.ok ? '' : read.error.code).toBe('CNV009');
});

test('nobody answers', async () => {
  const url = await listening(adminApi(''));
  server?.close();
  const read = await readAdminApi({ url, key: '' });
  expect(read.ok ? '' : read.error.code).toBe('CNV007');
  const etcd = await readEtcd({ url, prefix: '/apisix', user: undefined });
  expect(etcd.ok ? '' : etcd.error.code).toBe('CNV007');
});

test('etcd without keys of APISIX is said', async () => {
  const url = await listening(createServer((_, response) => response.end('{"header":{"revision":"1"}}')));
  const read = await readEtcd({ url, prefix: '/apisix', user: undefined });
  expect(read.ok ? '' : read.error.code).toBe('CNV010');
});
