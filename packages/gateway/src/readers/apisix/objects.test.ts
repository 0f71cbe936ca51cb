import { describe as suite, expect, test } from 'vitest';
import { child } from '@banyan/core/document/values.ts';
import { convert } from '../../convert/convert.ts';
import { payments, read, route } from './testing/read.ts';

suite('what APISIX drops is dropped and said', () => {
  test.each([
    ['an unknown field', { urii: 1 }, 'APX010 /routes/0/urii'],
    [
      'a port beyond 65535',
      { upstream: { nodes: [{ host: 'a', port: 99999, weight: 1 }] } },
      'APX010 /routes/0/upstream/nodes/0/port',
    ],
    ['uri beside uris', { uris: ['/b'] }, 'APX010 /routes/0'],
    ['a method in lower case', { methods: ['get'] }, 'APX010 /routes/0/methods/0'],
    ['an unknown plugin', { plugins: { 'no-such-plugin': {} } }, 'APX050 /routes/0/plugins/no-such-plugin'],
    [
      'an unknown plugin that is switched off',
      { plugins: { 'old-plugin': { _meta: { disable: true } } } },
      'APX050 /routes/0/plugins/old-plugin',
    ],
    [
      'an invalid plugin configuration',
      { plugins: { 'limit-count': { count: -1, time_window: 60 } } },
      'APX051 /routes/0/plugins/limit-count/count',
    ],
    [
      'a broken expression in a plugin',
      { plugins: { 'proxy-rewrite': { regex_uri: ['^(', '/'] } } },
      'APX051 /routes/0/plugins/proxy-rewrite/regex_uri/0',
    ],
  ])('%s', (_, fields, expected) => {
    const { model, said, ledger, document } = read({
      routes: [route('pay', { uri: '/pay', ...fields }), route('ok', { uri: '/ok' })],
    });
    expect(model.rules.map((rule) => rule.route)).toEqual(['ok']);
    expect(said).toEqual([expected]);
    const id = child(child(document.root, 'routes')?.kind === 'list' ? firstItem(document.root) : undefined, 'id');
    expect(id && ledger.entry(id)).toMatchObject({ verdict: 'ignored', codes: [expected.slice(0, 6)] });
  });

  test('of two objects with one id the later one takes the place of the earlier', () => {
    const { model, said } = read({
      routes: [route('a', { uri: '/*' }), route('b', { uri: '/*' }), route('a', { uri: '/*', methods: ['GET'] })],
    });
    expect(model.rules.map((rule) => [rule.route, rule.methods.join()])).toEqual([
      ['a', 'GET'],
      ['b', ''],
    ]);
    expect(said).toEqual(['APX011 /routes/0']);
  });

  test('a route with status 0 is not loaded and needs no words', () => {
    const { model, said } = read({ routes: [route('off', { uri: '/off', status: 0 })] });
    expect([model.rules, said]).toEqual([[], []]);
  });

  test('the configuration of a plugin that is switched off is not checked', () => {
    const plugins = { 'limit-count': { count: -1, _meta: { disable: true } } };
    const { model, said } = read({ routes: [route('pay', { uri: '/pay', plugins })] });
    expect([model.rules[0]?.policies, said]).toEqual([[], []]);
  });

  test('a value that YAML 1.1 reads differently is an error where it stands', () => {
    const text =
      'routes:\n- id: pay\n  uri: /pay\n  enable_websocket: yes\n  upstream: {nodes: {"10.0.0.1:80": 010}}\n#END\n';
    const { model, said } = read(text);
    expect(said).toEqual(['APX003 /routes/0/enable_websocket', 'APX003 /routes/0/upstream/nodes/10.0.0.1:80']);
    expect(model.rules[0]?.websocket).toBe(true);
    expect(model.upstreams.get('route:pay')?.nodes[0]?.weight).toBe(8);
  });

  test('only the first document counts', () => {
    expect(read('routes: []\n---\nroutes: []\n#END\n').said).toEqual(['APX004 ']);
  });

  test('only the listed plugins exist where a list is given', () => {
    const { said } = read({
      plugins: [{ name: 'cors' }],
      routes: [route('pay', { uri: '/pay', plugins: { cors: {}, 'key-auth': {} } })],
    });
    expect(said).toEqual(['APX050 /routes/0/plugins/key-auth']);
  });
});

suite('dangling references answer as APISIX does', () => {
  const status = (config: object) => {
    const { model, said } = read(config);
    const action = model.rules[0]?.action;
    return [action?.kind === 'respond' ? action.respond.status : 0, said];
  };

  test('a missing service answers 404, without plugins', () => {
    expect(status({ routes: [{ id: 'pay', uri: '/pay', service_id: 'x', plugins: { 'key-auth': {} } }] })).toEqual([
      404,
      ['APX020 /routes/0/service_id'],
    ]);
  });
  test('a missing plugin_config answers 503', () => {
    expect(status({ routes: [route('pay', { uri: '/pay', plugin_config_id: 'x' })] })).toEqual([
      503,
      ['APX021 /routes/0/plugin_config_id'],
    ]);
  });
  test('a missing upstream answers 502', () => {
    expect(status({ routes: [{ id: 'pay', uri: '/pay', upstream_id: 'x' }] })).toEqual([
      502,
      ['APX022 /routes/0/upstream_id'],
    ]);
  });
  test('no upstream at all answers 503', () => {
    expect(status({ routes: [{ id: 'pay', uri: '/pay', plugins: {} }] })).toEqual([503, ['APX023 /routes/0']]);
  });
  test('a route that redirects needs no upstream', () => {
    const plugins = { redirect: { uri: '/new' } };
    expect(status({ routes: [{ id: 'pay', uri: '/pay', plugins }] })).toEqual([503, []]);
  });
  test('an upstream without nodes answers 503', () => {
    expect(status({ routes: [{ id: 'pay', uri: '/pay', upstream: { nodes: [] } }] })).toEqual([
      503,
      ['APX023 /routes/0/upstream/nodes'],
    ]);
  });
  test('a missing client certificate answers 502', () => {
    const upstream = { ...payments, scheme: 'https', tls: { client_cert_id: 'x' } };
    expect(status({ routes: [{ id: 'pay', uri: '/pay', upstream }] })).toEqual([
      502,
      ['APX025 /routes/0/upstream/tls/client_cert_id'],
    ]);
  });
});

suite('merging', () => {
  test('plugins: route over plugin_config over service, whole configurations', () => {
    const config = {
      services: [{ id: 's', upstream: payments, plugins: { cors: { max_age: 1 }, 'key-auth': {}, prometheus: {} } }],
      plugin_configs: [
        { id: 'p', plugins: { cors: { max_age: 2, allow_methods: 'GET' }, 'key-auth': { header: 'x-key' } } },
      ],
      routes: [{ id: 'pay', uri: '/pay', service_id: 's', plugin_config_id: 'p', plugins: { cors: { max_age: 3 } } }],
    };
    const { policies } = read(config).model.rules[0] ?? { policies: [] };
    expect(policies).toMatchObject([
      { kind: 'cors', maxAge: 3, methods: '*' },
      { kind: 'authenticate-by-key', header: 'x-key' },
      { kind: 'metrics' },
    ]);
  });

  test('phase before priority, and global rules first within a phase', () => {
    const config = {
      global_rules: [{ id: 'g', plugins: { 'limit-count': { count: 1, time_window: 1 } } }],
      routes: [
        route('pay', {
          uri: '/pay',
          plugins: {
            'proxy-rewrite': { uri: '/' },
            'ip-restriction': { whitelist: ['10.0.0.1'] },
            'response-rewrite': { body: 'x' },
          },
        }),
      ],
    };
    const { rules, fallback } = read(config).model;
    expect(rules[0]?.policies.map(({ origin }) => origin)).toEqual([
      'proxy-rewrite',
      'limit-count',
      'ip-restriction',
      'response-rewrite',
    ]);
    expect(fallback.policies.map(({ origin }) => origin)).toEqual(['limit-count']);
  });

  test('_meta.priority reorders within the phase', () => {
    const plugins = { cors: {}, 'key-auth': { _meta: { priority: 9000 } } };
    const { rules } = read({ routes: [route('pay', { uri: '/pay', plugins })] }).model;
    expect(rules[0]?.policies.map(({ origin }) => origin)).toEqual(['key-auth', 'cors']);
  });

  test('_meta.filter lets the plugin act for the requests that fulfil it', () => {
    const plugins = { 'key-auth': { _meta: { filter: [['arg_v', '==', '1']] } }, cors: {} };
    const { rules } = read({ routes: [route('pay', { uri: '/pay', plugins })] }).model;
    const [cors, filtered] = rules[0]?.policies ?? [];
    expect([cors?.kind, filtered?.kind]).toEqual(['cors', 'branch']);
    expect(filtered).toMatchObject({
      when: { subject: 'parameter:v', equals: '1' },
      policies: [{ kind: 'authenticate-by-key' }],
    });
  });

  test('a plugin in two global rules runs in neither', () => {
    const config = {
      global_rules: [
        { id: 'a', plugins: { cors: {} } },
        { id: 'b', plugins: { cors: {} } },
      ],
    };
    const { model, said } = read(config);
    expect(model.fallback.policies).toEqual([]);
    expect(said).toEqual(['APX054 /global_rules/0/plugins/cors', 'APX054 /global_rules/1/plugins/cors']);
  });

  test('an id beside an upstream wins, and the route wins over the service', () => {
    const config = {
      upstreams: [{ id: 'u', nodes: { '10.0.0.9:80': 1 } }],
      services: [{ id: 's', upstream_id: 'u' }],
      routes: [
        route('own', { uri: '/a', service_id: 's' }),
        { id: 'inherited', uri: '/b', service_id: 's' },
        route('both', { uri: '/c', upstream_id: 'u' }),
      ],
    };
    const { rules } = read(config).model;
    expect(rules.map(({ action }) => (action.kind === 'forward' ? action.upstream : ''))).toEqual([
      'route:own',
      'u',
      'u',
    ]);
  });
});

suite('upstreams', () => {
  const upstream = (fields: object) =>
    Array.from(
      read({ routes: [{ id: 'pay', uri: '/pay', upstream: { ...payments, ...fields } }] }).model.upstreams.values(),
    )[0];

  test('retries default to the other nodes, and a missing port to that of the scheme', () => {
    expect(upstream({ scheme: 'https', nodes: { 'a.example': 1, '10.0.0.1:8443': 2, '[::1]:9': 0 } })).toMatchObject({
      retries: 2,
      nodes: [
        { host: 'a.example', port: 443, weight: 1 },
        { host: '10.0.0.1', port: 8443, weight: 2 },
        { host: '[::1]', port: 9, weight: 0 },
      ],
    });
  });

  test('a node with a port that does not exist is left out and said', () => {
    const config = {
      routes: [{ id: 'pay', uri: '/pay', upstream: { nodes: { '10.0.0.1:99999': 1, '10.0.0.2:80': 1 } } }],
    };
    const { model, said } = read(config);
    expect(model.upstreams.get('route:pay')?.nodes.map(({ host }) => host)).toEqual(['10.0.0.2']);
    expect(said).toEqual(['APX024 /routes/0/upstream/nodes/10.0.0.1:99999']);
  });

  test('hashing, Host and time-outs', () => {
    expect(
      upstream({
        type: 'chash',
        hash_on: 'header',
        key: 'x-user',
        pass_host: 'rewrite',
        upstream_host: 'a.example',
        timeout: { connect: 1, send: 2, read: 3 },
        checks: { active: { http_path: '/health' } },
        retry_timeout: 5,
      }),
    ).toMatchObject({
      balance: { kind: 'hash', on: 'header', key: 'x-user' },
      host: { kind: 'rewrite', host: 'a.example' },
      timeouts: { connect: 1, send: 2, read: 3 },
      checks: { active: { path: '/health', failures: 5 }, passive: undefined },
      unmapped: [{ name: 'retry_timeout' }],
    });
  });
});

/** The first object of the first section. */
function firstItem(root: Parameters<typeof child>[0]) {
  const routes = child(root, 'routes');
  return routes?.kind === 'list' ? routes.items[0] : undefined;
}

suite('what nobody knows is taken for a protection', () => {
  test("a plugin of one's own closes its route", () => {
    const text = JSON.stringify({ routes: [route('pay', { uri: '/pay', plugins: { 'company-auth': {} } })] });
    const made = convert(
      [
        { name: 'apisix.json', bytes: new TextEncoder().encode(text) },
        { name: 'config.yaml', bytes: new TextEncoder().encode('plugins: [company-auth]\n'), static: true },
      ],
      { to: 'envoy' },
    );
    if (!made.ok) throw new Error('cannot be read');
    expect(made.value.summary.closed).toEqual(['pay']);
    expect(made.value.findings.map(({ code }) => code)).toContain('ENV021');
  });

  test('code before a plugin closes the route', () => {
    const plugins = { cors: { _meta: { pre_function: 'return function() end' } } };
    const { model } = read({ routes: [route('pay', { uri: '/pay', plugins })] });
    expect(model.rules[0]?.policies).toContainEqual(expect.objectContaining({ kind: 'unmapped', protects: true }));
  });
});
