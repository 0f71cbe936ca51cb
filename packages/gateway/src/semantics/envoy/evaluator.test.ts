import { describe, expect, test } from 'vitest';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import type { Answer } from '../answer.ts';
import { createEnvoyEvaluator, type EnvoyOptions } from './evaluator.ts';

const http = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const router = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

/** A bootstrap with these virtual hosts, options of the connection manager, and a cluster `orders` of two nodes. */
function bootstrap(hosts: string, options = ''): unknown {
  const text = `
static_resources:
  listeners:
  - name: http
    address: {socket_address: {address: 127.0.0.1, port_value: 9080}}
    filter_chains:
    - filters:
      - name: http
        typed_config:
          "@type": ${http}
          stat_prefix: http
          generate_request_id: false
${options.replace(/^/gm, '          ')}
          route_config: {virtual_hosts: [${hosts}]}
          http_filters: [{name: router, typed_config: {"@type": ${router}, suppress_envoy_headers: true}}]
  clusters:
  - name: orders
    load_assignment:
      endpoints:
      - lb_endpoints:
        - {endpoint: {address: {socket_address: {address: 10.0.0.1, port_value: 8080}}}, load_balancing_weight: 3}
        - {endpoint: {address: {socket_address: {address: 10.0.0.2, port_value: 8080}}}}
`;
  const read = readDocuments(Buffer.from(text), 'envoy.yaml');
  const root = read.ok ? read.value[0]?.root : undefined;
  return root === undefined ? undefined : plain(root);
}

function ask(config: unknown, request: Partial<GatewayRequest>, options: EnvoyOptions = {}): Answer {
  const whole = { method: 'GET', path: '/', host: 'shop.example', headers: {}, ...request };
  return createEnvoyEvaluator(config, options).answer(whole, { now: 0 });
}

const named = (name: string, match: string, more = 'route: {cluster: orders}'): string =>
  `{name: ${name}, match: {${match}}, ${more}}`;

const oneHost = (...routes: readonly string[]): string => `{name: all, domains: ["*"], routes: [${routes.join(', ')}]}`;

describe('virtual hosts', () => {
  const hosts = ['shop.example', '*.shop.example', '*.eu.shop.example', 'shop.*', '*'].map(
    (domain, index) => `{name: h${index}, domains: ["${domain}"], routes: [${named(`r${index}`, 'prefix: /')}]}`,
  );
  const config = bootstrap(hosts.join(', '));

  test.each([
    ['shop.example', 'r0'],
    ['SHOP.example', 'r0'],
    ['a.shop.example', 'r1'],
    ['a.eu.shop.example', 'r2'],
    ['shop.test', 'r3'],
    ['shop.example:8080', 'r3'],
    ['bank.example', 'r4'],
  ])('%s is served by %s: exact before suffix before prefix before any, the longest first', (host, route) => {
    expect(ask(config, { host }).route).toBe(route);
  });

  test('a request without host is refused', () => {
    expect(ask(config, { host: null }).status).toBe(400);
  });
});

describe('routes', () => {
  const config = bootstrap(
    oneHost(
      named('exact', 'path: /orders/1'),
      named('tenant', 'prefix: /orders/, headers: [{name: x-tenant, string_match: {exact: gold}}]'),
      named('not', 'prefix: /orders/, headers: [{name: x-tenant, string_match: {exact: iron}, invert_match: true}]'),
      named('query', 'prefix: /orders/, query_parameters: [{name: v, string_match: {exact: "2"}}]'),
      named('regex', 'safe_regex: {regex: "/orders/[0-9]+"}'),
      named('separated', 'path_separated_prefix: /orders'),
    ),
  );

  test.each([
    ['/orders/1', {}, 'exact'],
    ['/orders/1?a=b', {}, 'exact'],
    ['/orders/2', { 'X-Tenant': 'gold' }, 'tenant'],
    ['/orders/2', { 'x-tenant': 'tin' }, 'not'],
    ['/orders/2?v=2', {}, 'query'],
    ['/orders/22', {}, 'regex'],
    ['/orders/22/x', {}, 'separated'],
    ['/orders', {}, 'separated'],
    ['/ordersx', {}, null],
  ] as const)('%s with %o goes to %s', (path, headers, route) => {
    expect(ask(config, { path, headers }).route).toBe(route);
  });

  test('a request without route is not found', () => {
    expect(ask(config, { path: '/' })).toMatchObject({ status: 404, route: null, body: '' });
  });

  test('the nodes of the cluster may receive the request, with what Envoy adds to it', () => {
    expect(ask(config, { path: '/orders/1' })).toMatchObject({
      nodes: ['10.0.0.1:8080', '10.0.0.2:8080'],
      upstream: { method: 'GET', target: '/orders/1', host: 'shop.example', headers: { 'x-forwarded-proto': 'http' } },
    });
  });
});

describe('what routes do', () => {
  test('a direct response says its body, and its headers before mappers see it', () => {
    const direct =
      'direct_response: {status: 403, body: {inline_string: "no"}}, response_headers_to_add: [{header: {key: x-why, value: closed}}]';
    const answer = ask(bootstrap(oneHost(named('closed', 'prefix: /', direct))), {});
    expect(answer).toMatchObject({
      status: 403,
      body: 'no',
      headers: { 'content-type': 'text/plain', 'x-why': 'closed' },
    });
  });

  test('a redirect keeps the query, and leaves a default port of the old scheme', () => {
    const redirect = 'redirect: {https_redirect: true, response_code: PERMANENT_REDIRECT}';
    const answer = ask(bootstrap(oneHost(named('secure', 'prefix: /', redirect))), {
      path: '/a?b',
      host: 'shop.example:80',
    });
    expect(answer).toMatchObject({ status: 308, headers: { location: 'https://shop.example/a?b' } });
  });

  test('a prefix is rewritten and the query stays; headers are changed from the route outwards', () => {
    const route = `route: {cluster: orders, prefix_rewrite: /v2/, host_rewrite_literal: inside}, request_headers_to_add: [{header: {key: x-client, value: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"}}], request_headers_to_remove: [cookie]`;
    const config = bootstrap(oneHost(named('r', 'prefix: /v1/', route)));
    const { upstream } = ask(config, { path: '/v1/a?b', headers: { Cookie: 'a=b' } });
    expect(upstream).toMatchObject({ target: '/v2/a?b', host: 'inside', removed: ['cookie'] });
    expect(upstream?.headers).toMatchObject({ 'x-client': '127.0.0.1' });
  });

  test('a route to a cluster that does not exist is unavailable', () => {
    expect(ask(bootstrap(oneHost(named('r', 'prefix: /', 'route: {cluster: nowhere}'))), {}).status).toBe(503);
  });

  test('an unknown filter is named, and so is an unknown field that took part', () => {
    const config = bootstrap(oneHost(named('r', 'prefix: /, filter_state: [{key: a}]')));
    expect(ask(config, {}).notCovered).toEqual(['match.filter_state']);
  });
});

describe('paths', () => {
  test.each([
    ['/a/../b', '/b'],
    ['/a/%2e%2e/b', '/b'],
    ['/a//b?c//d', '/a/b?c//d'],
    ['/a\\b', '/a/b'],
  ])('%s is %s where paths are normalised', (path, target) => {
    const config = bootstrap(oneHost(named('r', 'prefix: /')), 'normalize_path: true\nmerge_slashes: true');
    expect(ask(config, { path }).upstream?.target).toBe(target);
  });

  test('a fragment is refused', () => {
    expect(ask(bootstrap(oneHost(named('r', 'prefix: /'))), { path: '/a#b' }).status).toBe(400);
  });
});

test('the trace names the place of what decided', () => {
  const { trace } = ask(
    bootstrap(oneHost(named('r', 'prefix: /'))),
    {},
    { trace: true, place: (pointer) => `envoy.yaml:${pointer}` },
  );
  expect(trace).toContainEqual({
    step: 'route',
    detail: 'r',
    place:
      'envoy.yaml:/static_resources/listeners/0/filter_chains/0/filters/0/typed_config/route_config/virtual_hosts/0/routes/0',
  });
});
