import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Model, Rule } from '../../model/model.ts';
import { echo, serve, type Served } from './testing/envoy.ts';
import { model, noEdits, policy, rule, upstream } from './testing/model.ts';
import { envoyWriter } from './writer.ts';

const write = (source: Model) =>
  envoyWriter.write(source, createLedger(), {
    allow: new Set(),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
  });

const rules: readonly Rule[] = [
  rule('orders-admin', '/orders/', {
    host: { kind: 'exact', name: 'admin.shop.example', sources: [] },
    methods: ['POST', 'DELETE'],
  }),
  rule('orders-regional', '/orders/', {
    host: { kind: 'suffix', suffix: 'shop.example', sources: [] },
    methods: ['PUT'],
  }),
  rule('orders-gold', '/orders/', {
    condition: {
      all: [
        { subject: 'parameter:tier', in: ['gold', 'eu gold'] },
        { not: { subject: 'header:x-level', number: { is: '<', than: 2.5 } } },
        {
          any: [
            { subject: 'cookie:ab', equals: 'a' },
            { subject: 'clientAddress', within: ['2001:db8::/32', '203.0.113.0/24'] },
          ],
        },
      ],
    },
  }),
  rule('orders', '/orders/'),
  rule('cafe', '/cafés', { path: { kind: 'exact', path: '/cafés+tea', sources: [] } }),
  rule('items', '/shops/', {
    path: { kind: 'pattern', prefix: '/shops/', regex: '/shops/([^/]+)/items', sources: [] },
  }),
  rule('moved', '/moved/', {
    policies: [
      policy({
        kind: 'redirect',
        to: { kind: 'location', location: ['/new', { attribute: 'path' }], encode: false, appendQuery: true },
        status: 302,
      }),
    ],
  }),
  rule('secure', '/secure/', {
    policies: [policy({ kind: 'redirect', to: { kind: 'https', port: 443 }, status: 301 })],
  }),
  rule('keys', '/keys/', {
    policies: [
      policy({
        kind: 'cors',
        named: undefined,
        vary: true,
        timing: undefined,
        origins: ['https://a.example', 'https://b.example'],
        originPatterns: [],
        methods: '*',
        requestHeaders: '**',
        exposeHeaders: '',
        maxAge: 5,
        credentials: false,
      }),
      policy({
        kind: 'authenticate-by-key',
        header: 'apikey',
        parameter: 'apikey',
        hideCredentials: true,
        realm: 'shop',
        anonymous: undefined,
      }),
    ],
  }),
  rule('rewritten', '/rewritten/', {
    policies: [
      policy({
        kind: 'rewrite-request',
        normalises: true,
        path: {
          kind: 'regex',
          pairs: [
            { pattern: '^/rewritten/([a-z]+)/(.*)$', to: '/$2/$1' },
            { pattern: 'e', to: 'E' },
          ],
        },
        method: undefined,
        host: 'inner.example',
        headers: { ...noEdits, set: [['X-Rate', ['100%']]], remove: ['X-Drop'] },
      }),
    ],
  }),
  rule('guarded', '/guarded/', { policies: [policy({ kind: 'unmapped', protects: true }, 'ip-restriction')] }),
  rule('logged', '/logged/', { policies: [policy({ kind: 'unmapped', protects: false }, 'http-logger')] }),
  rule('limited', '/limited/', {
    policies: [
      policy({
        kind: 'limit',
        rate: { kind: 'window', count: 2, seconds: 600, sliding: false },
        key: [{ attribute: 'header:x-tenant' }],
        status: 503,
        withoutKey: 'client',
        message: undefined,
        headers: undefined,
        group: 'limited',
        turn: 'limit-count',
        counted: 'each',
      }),
    ],
  }),
  rule('broken', '/broken/', { action: { kind: 'forward', upstream: 'broken', sources: [] } }),
  rule('empty', '/empty/', { action: { kind: 'forward', upstream: 'empty', sources: [] } }),
];

describe('a written file served by a real Envoy', () => {
  let served: Served;
  let shop: Awaited<ReturnType<typeof echo>>;
  beforeAll(async () => {
    shop = await echo();
    const upstreams = [upstream('shop', shop.port), upstream('broken', 1), upstream('empty', 1, { nodes: [] })];
    const { files } = write(model(rules, upstreams));
    served = await serve(files[0]?.chunks ?? []);
  }, 30_000);
  afterAll(async () => {
    await served?.stop();
    await shop?.stop();
  });

  /** What the upstream received. */
  const arrived = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const answer = await served.ask(method, path, { host: 'shop.example', ...headers });
    expect(answer.status).toBe(200);
    // The echo upstream writes exactly this.
    return JSON.parse(answer.body) as { method: string; target: string; headers: Record<string, string> };
  };
  const status = async (method: string, path: string, headers: Record<string, string> = {}) =>
    (await served.ask(method, path, { host: 'shop.example', ...headers })).status;

  test('no route answers 404 with the words of the source', async () => {
    const answer = await served.ask('GET', '/nowhere', { host: 'shop.example' });
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      404,
      'text/plain; charset=utf-8',
      '{"error_msg":"404 Route Not Found"}\n',
    ]);
  });

  test('a path that may be escaped is found in each way of writing it', async () => {
    for (const path of ['/caf%C3%A9s+tea', '/caf%c3%a9s%2Btea', '/%63af%C3%A9s+tea'])
      expect(await status('GET', path)).toBe(200);
    expect(await status('GET', '/cafes+tea')).toBe(404);
    expect(await status('GET', '/shops/7%2041/items')).toBe(200);
    expect(await status('GET', '/shops/7/8/items')).toBe(404);
  });

  test('the client address of a believed peer counts, and its header cannot be forged', async () => {
    const seen = await arrived('GET', '/orders/1', {
      'x-real-ip': '203.0.113.9',
      'x-banyan-client': '6.6.6.6',
      'x-forwarded-for': '1.1.1.1',
    });
    expect(seen.headers).toMatchObject({
      host: 'shop.example',
      'x-real-ip': '203.0.113.9',
      'x-forwarded-for': '1.1.1.1, 203.0.113.9',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'shop.example',
    });
    expect(Object.keys(seen.headers).filter((name) => /banyan|envoy|request-id/.test(name))).toEqual([]);
  });

  test('a redirect keeps the query when told so', async () => {
    const answer = await served.ask('GET', '/moved/a?x=1', { host: 'shop.example' });
    expect([answer.status, answer.headers.location]).toEqual([302, '/new/moved/a?x=1']);
  });

  test('to HTTPS it is 301 for reads and 308 for the rest', async () => {
    expect((await served.ask('GET', '/secure/a?x=1', { host: 'shop.example' })).headers.location).toBe(
      'https://shop.example/secure/a?x=1',
    );
    expect([await status('GET', '/secure/a'), await status('POST', '/secure/a')]).toEqual([301, 308]);
  });

  test('OPTIONS is answered before authentication, and a refusal has the headers too', async () => {
    const options = await served.ask('OPTIONS', '/keys/a', { host: 'shop.example', origin: 'https://a.example' });
    expect([options.status, options.headers['access-control-allow-origin']]).toEqual([200, 'https://a.example']);
    const refused = await served.ask('GET', '/keys/a', { host: 'shop.example', origin: 'https://b.example' });
    expect([
      refused.status,
      refused.body,
      refused.headers['www-authenticate'],
      refused.headers['access-control-allow-origin'],
    ]).toEqual([401, '{"message":"Missing API key in request"}\n', 'apikey realm="shop"', 'https://b.example']);
  });

  test('a key names its consumer and does not reach the upstream', async () => {
    const seen = await arrived('GET', '/keys/a', { apikey: 'key-of-alice', 'x-consumer-username': 'mallory' });
    expect(seen.headers['x-consumer-username']).toBe('alice');
    expect(seen.headers).not.toHaveProperty('apikey');
    expect(await status('GET', '/keys/a', { apikey: 'other' })).toBe(401);
  });

  test('the first pattern that is found rewrites its first occurrence', async () => {
    const seen = await arrived('GET', '/rewritten/abc/d/e?x=1', { 'x-drop': '1' });
    expect([seen.target, seen.headers['host'], seen.headers['x-rate'], seen.headers['x-drop']]).toEqual([
      '/d/e/abc?x=1',
      'inner.example',
      '100%',
      undefined,
    ]);
    expect((await arrived('GET', '/rewritten/eee')).target).toBe('/rEwritten/eee');
  });

  test('a protection without translation closes its route and names the finding', async () => {
    const answer = await served.ask('GET', '/guarded/a', { host: 'shop.example' });
    expect([answer.status, answer.headers['x-banyan-finding']]).toEqual([503, 'ENV021']);
    expect(answer.body).toContain('ENV021');
    expect(await status('GET', '/logged/a')).toBe(200);
  });

  test('a limit counts for each value of its key', async () => {
    const tenant = (name: string) => status('GET', '/limited/a', { 'x-tenant': name });
    expect([await tenant('a'), await tenant('a'), await tenant('a'), await tenant('b')]).toEqual([200, 200, 503, 200]);
  });

  test('a refused connection answers 502 and no node answers 503', async () => {
    expect([await status('GET', '/broken/a'), await status('GET', '/empty/a')]).toEqual([502, 503]);
  });
});

test('Envoy routes as the conditions say', async () => {
  const listed = rules.slice(0, 4).map(
    (one): Rule => ({
      ...one,
      action: { kind: 'respond', respond: { status: 200, headers: [['x-route', one.route]], body: '' }, sources: [] },
    }),
  );
  const served = await serve(write(model(listed, [])).files[0]?.chunks ?? []);
  try {
    const routed = async (method: string, host: string, path: string, headers: Record<string, string> = {}) =>
      (await served.ask(method, path, { host, ...headers })).headers['x-route'];
    expect(await routed('POST', 'Admin.Shop.Example:8080', '/orders/1')).toBe('orders-admin');
    expect(await routed('PUT', 'admin.shop.example', '/orders/1')).toBe('orders-regional');
    expect(await routed('PUT', 'shop.example', '/orders/1')).toBe('orders-regional');
    expect(await routed('PUT', 'workshop.example', '/orders/1')).toBe('orders-regional');
    expect(await routed('PUT', 'other.example', '/orders/1')).toBe('orders');
    expect(await routed('GET', 'admin.shop.example', '/orders/1')).toBe('orders');
    expect(await routed('GET', 'a.example', '/orders/1?x=1&tier=eu+gold', { cookie: 'z=1; ab=a' })).toBe('orders-gold');
    expect(await routed('GET', 'a.example', '/orders/1?tier=%67old', { 'x-real-ip': '2001:db8:1::5' })).toBe(
      'orders-gold',
    );
    expect(await routed('GET', 'a.example', '/orders/1?tier=gold', { cookie: 'ab=a', 'x-level': '2.49' })).toBe(
      'orders',
    );
    expect(await routed('GET', 'a.example', '/orders/1?tier=gold', { cookie: 'ab=a', 'x-level': 'many' })).toBe(
      'orders-gold',
    );
    expect(await routed('GET', 'a.example', '/orders/1?tier=silver&tier=gold', { cookie: 'ab=a' })).toBe('orders');
  } finally {
    await served.stop();
  }
}, 30_000);
