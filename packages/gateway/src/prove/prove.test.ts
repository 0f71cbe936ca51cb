import { expect, test } from 'vitest';
import { curlLine } from './curl.ts';
import { apisixSide } from './formats/apisix.ts';
import type { Proof } from './proof.ts';
import { prove } from './prove.ts';
import type { Side } from './side.ts';

const nodes = (port = 8080): object => ({ type: 'roundrobin', nodes: { [`10.0.0.1:${port}`]: 1 } });

const orders = (fields: object = {}): object => ({
  id: 'orders',
  uri: '/orders/*',
  host: 'shop.example',
  upstream: nodes(),
  ...fields,
});

const partner = { username: 'partner', plugins: { 'key-auth': { key: 'a-key-nobody-may-see' } } };

const side = (name: string, config: object): Side =>
  apisixSide(
    { config, settings: undefined },
    { name, files: [name], place: (pointer) => `${name}:${pointer}`, environment: {} },
  );

const compared = (source: object, target: object, announced: Parameters<typeof prove>[1]['announced'] = []): Proof =>
  prove(
    { source: side('old', source), target: side('new', target) },
    { seed: 1, budget: 300, most: 100_000, announced },
  );

const estate = (fields: object = {}, others: object = {}): object => ({
  routes: [orders(fields)],
  consumers: [partner],
  ...others,
});

test('a configuration answers as itself does', () => {
  const proof = compared(
    estate({ plugins: { 'key-auth': {}, cors: {} } }),
    estate({ plugins: { 'key-auth': {}, cors: {} } }),
  );
  expect(proof.summary.differ).toEqual({ known: 0, unknown: 0 });
  expect(proof.routes).toContainEqual(
    expect.objectContaining({ route: 'orders', verdict: 'same', place: 'old:/routes/0' }),
  );
});

const changes: readonly (readonly [says: string, source: object, target: object])[] = [
  ['a dropped route', estate(), { routes: [] }],
  ['a widened prefix', estate(), estate({ uri: '/orders*' })],
  ['a narrowed prefix', estate(), estate({ uri: '/orders/1*' })],
  ['another host', estate(), estate({ host: '*.shop.example' })],
  ['a method more', estate({ methods: ['GET'] }), estate({ methods: ['GET', 'POST'] })],
  ['a condition on a header less', estate({ vars: [['http_x_beta', '==', '1']] }), estate()],
  ['another value of an argument', estate({ vars: [['arg_v', '==', '1']] }), estate({ vars: [['arg_v', '==', '2']] })],
  [
    'a condition on a cookie turned round',
    estate({ vars: [['cookie_v', '==', '1']] }),
    estate({ vars: [['cookie_v', '~=', '1']] }),
  ],
  ['no authentication', estate({ plugins: { 'key-auth': {} } }), estate()],
  [
    'another key',
    estate({ plugins: { 'key-auth': {} } }),
    estate(
      { plugins: { 'key-auth': {} } },
      { consumers: [{ ...partner, plugins: { 'key-auth': { key: 'another' } } }] },
    ),
  ],
  ['a wider range of addresses', estate({ remote_addr: '10.1.0.0/16' }), estate({ remote_addr: '10.0.0.0/15' })],
  [
    'an open origin',
    estate({ plugins: { cors: { allow_origins: 'https://a.example' } } }),
    estate({ plugins: { cors: {} } }),
  ],
  [
    'a larger limit',
    estate({ plugins: { 'limit-count': { count: 5, time_window: 60, key: 'remote_addr' } } }),
    estate({ plugins: { 'limit-count': { count: 6, time_window: 60, key: 'remote_addr' } } }),
  ],
  [
    'a longer window',
    estate({ plugins: { 'limit-count': { count: 5, time_window: 60, key: 'remote_addr' } } }),
    estate({ plugins: { 'limit-count': { count: 5, time_window: 600, key: 'remote_addr' } } }),
  ],
  [
    'a header that is no longer removed from answers',
    estate({ plugins: { 'response-rewrite': { headers: { remove: ['X-Version'] } } } }),
    estate(),
  ],
  [
    'another path for the node',
    estate({ plugins: { 'proxy-rewrite': { regex_uri: ['^/orders/(.*)', '/$1'] } } }),
    estate({ plugins: { 'proxy-rewrite': { regex_uri: ['^/orders/(.*)', '/v2/$1'] } } }),
  ],
  [
    'another weight',
    estate({ upstream: { type: 'roundrobin', nodes: { '10.0.0.1:80': 3, '10.0.0.2:80': 1 } } }),
    estate({ upstream: { type: 'roundrobin', nodes: { '10.0.0.1:80': 1, '10.0.0.2:80': 1 } } }),
  ],
  ['fewer retries', estate({ upstream: { ...nodes(), retries: 2 } }), estate({ upstream: { ...nodes(), retries: 0 } })],
  [
    'another time limit',
    estate({ timeout: { connect: 1, send: 1, read: 1 } }),
    estate({ timeout: { connect: 1, send: 1, read: 2 } }),
  ],
  [
    'another share',
    estate({
      plugins: {
        'traffic-split': { rules: [{ weighted_upstreams: [{ weight: 1, upstream: nodes(1) }, { weight: 4 }] }] },
      },
    }),
    estate({
      plugins: {
        'traffic-split': { rules: [{ weighted_upstreams: [{ weight: 2, upstream: nodes(1) }, { weight: 3 }] }] },
      },
    }),
  ],
];

test.each(changes)('%s is found, with a request that shows it', (_says, source, target) => {
  const proof = compared(source, target);
  const [first] = proof.differences;
  expect(
    proof.summary.routes.unknown + (proof.routes.find(({ route }) => route === null)?.verdict === 'unknown' ? 1 : 0),
  ).toBeGreaterThan(0);
  expect(first?.verdict).toBe('unknown');
  expect(first?.curl.length).toBeGreaterThan(0);
  expect(first?.fields.filter((field) => field.source !== field.target)).not.toEqual([]);
});

test('the smallest request is told, with the lines of both sides that decided', () => {
  const [found] = compared(
    estate({ vars: [['http_x_beta', '==', '1']] }),
    estate({ vars: [['http_x_beta', '==', '2']] }),
  ).differences;
  expect(found?.witness.steps).toHaveLength(1);
  expect(found?.curl[0]).toMatch(
    /^curl -i --path-as-is -H 'Host: shop.example' -H 'x-beta: [12]' http:\/\/127\.0\.0\.1:9080\/orders\/$/,
  );
  expect(found?.source.decided.at(-1)?.place).toMatch(/^old:\/routes\/0/);
  expect(found?.target.decided.at(-1)?.place).toMatch(/^new:\/routes\/0/);
});

test('a difference that a finding announces is known, and only that', () => {
  const announced = [
    { code: 'ENV001', affects: { routes: ['orders'], when: { subject: 'method', equals: 'POST' } as const } },
  ];
  const narrower = estate({ methods: ['GET', 'PUT'] });
  expect(compared(estate(), estate({ methods: ['GET', 'PUT'] }), announced).summary.differ.known).toBeGreaterThan(0);
  const onlyPost = compared(estate({ methods: ['GET', 'POST', 'PUT'] }), narrower, announced);
  expect(onlyPost.routes.find(({ route }) => route === 'orders')).toMatchObject({
    verdict: 'known',
    codes: ['ENV001'],
  });
});

test('no credential stands in a proof, and curl lines name what to fill in', () => {
  const proof = compared(
    estate({ plugins: { 'key-auth': {} } }),
    estate({ plugins: { 'key-auth': {}, 'proxy-rewrite': { uri: '/x' } } }),
  );
  expect(JSON.stringify(proof)).not.toContain('a-key-nobody-may-see');
  const [found] = proof.differences;
  expect(found?.curl[0]).toContain('"apikey: $CREDENTIAL_1"');
  expect(found?.credentials).toEqual([{ variable: 'CREDENTIAL_1', meaning: 'key of partner' }]);
});

test('the same seed gives the same proof', () => {
  const [one, other] = [1, 2].map(() => compared(estate(), estate({ uri: '/orders*' })));
  expect(one).toEqual(other);
});

test('a route that no request reaches is not covered', () => {
  const shadowed = { routes: [orders(), orders({ id: 'hidden', status: 0 })] };
  expect(compared(shadowed, shadowed).routes).toContainEqual(
    expect.objectContaining({ route: 'hidden', verdict: 'not-covered', why: ['no witness reaches it'] }),
  );
});

test('curl sends what the witness says, byte for byte', () => {
  const request = {
    method: 'PUT',
    path: "/it's/../x?a=b&c",
    host: 'shop.example',
    headers: { 'x-a': ['1', ''] },
    body: '{}',
  };
  expect(curlLine(request, 'http://127.0.0.1:9080', (text) => text)).toBe(
    `curl -i --path-as-is -X PUT -H 'Host: shop.example' -H 'x-a: 1' -H 'x-a;' --data-binary '{}' 'http://127.0.0.1:9080/it'\\''s/../x?a=b&c'`,
  );
});
