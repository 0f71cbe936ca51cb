import { describe as suite, expect, test } from 'vitest';
import type { ReaderOptions } from '../reader.ts';
import { read, route } from './testing/read.ts';

type Router = NonNullable<ReaderOptions['router']>;

/** Rules as `route host path`, in order. */
function order(
  routes: readonly object[],
  router: Router = 'radixtree_host_uri',
  services: readonly object[] = [],
): string[] {
  return read({ routes, services }, { router }).model.rules.map((rule) => {
    const { host, path } = rule;
    const name = host.kind === 'exact' ? host.name : host.kind === 'suffix' ? `*${host.suffix}` : '-';
    const pattern = path.kind === 'exact' ? path.path : path.kind === 'prefix' ? `${path.prefix}*` : `~${path.regex}`;
    return `${rule.route} ${name} ${pattern}`;
  });
}

suite('paths', () => {
  test('an exact path comes before every prefix, whatever their priority', () => {
    expect(order([route('all', { uri: '/*', priority: 99 }), route('pay', { uri: '/pay' })])).toEqual([
      'pay - /pay',
      'all - /*',
    ]);
  });

  test('a longer literal beginning comes first, whatever the priority', () => {
    expect(order([route('short', { uri: '/api/*', priority: 100 }), route('long', { uri: '/api/v1/*' })])).toEqual([
      'long - /api/v1/*',
      'short - /api/*',
    ]);
  });

  test('among equal beginnings the higher priority, then the longer path as written, then the earlier route', () => {
    const routes = [
      route('first', { uri: '/api/*' }),
      route('second', { uri: '/api/*' }),
      route('longer', { uri: '/api/*/users' }),
      route('urgent', { uri: '/api/*', priority: 1 }),
    ];
    expect(order(routes).map((line) => line.split(' ')[0])).toEqual(['urgent', 'longer', 'first', 'second']);
  });

  test('each uri of a route becomes a rule, with a name of its own', () => {
    const { rules } = read({ routes: [route('pay', { uris: ['/a', '/b/*'] })] }).model;
    expect(rules.map(({ name, route: of }) => [name, of])).toEqual([
      ['pay', 'pay'],
      ['pay#2', 'pay'],
    ]);
  });

  test('a star in the middle of a segment ends the path', () => {
    const { model, said } = read({ routes: [route('users', { uri: '/api/v*/users' })] });
    expect(model.rules[0]?.path).toMatchObject({ kind: 'prefix', prefix: '/api/v' });
    expect(said).toEqual(['APX033 /routes/0/uri']);
  });

  test('a star that begins a segment inside the path spans slashes', () => {
    const { rules } = read({ routes: [route('users', { uri: '/api/*/users' })] }).model;
    expect(rules[0]?.path).toMatchObject({ kind: 'pattern', prefix: '/api/', regex: '/api/(?s:.*)/users' });
  });

  test('special characters before a wildcard match nothing', () => {
    const { model, said } = read({ routes: [route('cpp', { uri: '/c++/*' })] });
    expect(model.rules).toEqual([]);
    expect(said).toEqual(['APX032 /routes/0/uri']);
  });

  test('a parameter is one segment for the router with parameters and literal for the others', () => {
    const routes = [route('user', { uri: '/users/:id' })];
    expect(order(routes, 'radixtree_uri_with_parameter')).toEqual(['user - ~/users/[^/]+']);
    expect(order(routes, 'radixtree_uri')).toEqual(['user - /users/:id']);
  });
});

suite('hosts', () => {
  const routes = [
    route('none', { uri: '/pay' }),
    route('star', { uri: '/pay', host: '*' }),
    route('suffix', { uri: '/pay', host: '*.shop.example' }),
    route('longer', { uri: '/*', host: '*.eu.shop.example' }),
    route('exact', { uri: '/*', host: 'pay.eu.shop.example' }),
  ];

  test('radixtree_host_uri: exact, longer suffixes, star, then routes without host', () => {
    expect(order(routes).map((line) => line.split(' ')[0])).toEqual(['exact', 'longer', 'suffix', 'star', 'none']);
  });

  test('radixtree_uri: paths decide and hosts only filter', () => {
    expect(order(routes, 'radixtree_uri').map((line) => line.split(' ')[0])).toEqual([
      'none',
      'star',
      'suffix',
      'longer',
      'exact',
    ]);
  });

  test('a route without hosts has those of its service', () => {
    const service = { id: 'shop', hosts: ['a.example', '*.b.example'], upstream: { nodes: { '10.0.0.1:80': 1 } } };
    expect(order([{ id: 'pay', uri: '/pay', service_id: 'shop' }], 'radixtree_host_uri', [service])).toEqual([
      'pay a.example /pay',
      'pay *.b.example /pay',
    ]);
  });

  test('a host with a port matches nothing by name, and the Host header where hosts only filter', () => {
    const withPort = { routes: [route('pay', { uri: '/pay', host: 'a.example:8080' })] };
    const byName = read(withPort, { router: 'radixtree_host_uri' });
    expect(byName.model.rules).toEqual([]);
    expect(byName.said).toEqual(['APX036 /routes/0/host']);
    const [filtered] = read(withPort, { router: 'radixtree_uri' }).model.rules;
    expect(filtered?.condition).toEqual({ subject: 'hostHeader', equals: 'a.example:8080' });
  });
});
