import { expect, test } from 'vitest';
import { convert } from '../../convert/convert.ts';
import type { ProfileName } from './profile.ts';

const node = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 1 } } as const;

interface Written {
  readonly text: string;
  readonly codes: readonly string[];
}

/** What is written for these objects. */
function written(apisix: object, file = 'httproute.yaml', profile: ProfileName = 'standard'): Written {
  const bytes = new TextEncoder().encode(JSON.stringify(apisix));
  const made = convert([{ name: 'apisix.json', bytes }], { to: 'gateway-api', profile });
  if (!made.ok) throw new Error(made.error.map(({ code }) => code).join(' '));
  const chunks = made.value.files.find(({ path }) => path === file)?.chunks ?? [];
  return { text: Array.from(chunks).join(''), codes: made.value.findings.map(({ code }) => code) };
}

const route = (id: string, fields: object): object => ({ id, upstream: node, ...fields });

test('a path with a star is an expression, because a PathPrefix also means the path without its slash', () => {
  const { text } = written({ routes: [route('pay', { uri: '/pay/*' }), route('all', { uri: '/*' })] });
  expect(text).toContain('{type: RegularExpression, value: /pay/.*}');
  expect(text).toContain('{type: RegularExpression, value: /.*}');
});

test('a rule for everything is a PathPrefix where no expression stands beside it', () => {
  const { text } = written({ routes: [route('pay', { uri: '/pay' }), route('all', { uri: '/*' })] });
  expect(text).toContain('{type: Exact, value: /pay}');
  expect(text).toContain('{type: PathPrefix, value: /}');
});

test('nodes of different weights are Services of their own, because only a reference has a weight', () => {
  const upstream = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 3, '10.0.0.3:80': 1, '10.0.0.2:8080': 0 } };
  const apisix = { routes: [{ id: 'pay', uri: '/pay', upstream }] };
  expect(written(apisix).text).toMatch(/port: 8080, weight: 3}.*port: 80, weight: 1}/s);
  const services = written(apisix, 'service.yaml').text;
  expect(services).toContain('addresses: ["10.0.0.1"]');
  expect(services).not.toContain('10.0.0.2');
});

test('a name is told to Istio by a ServiceEntry, because the API advises against Services that only rename', () => {
  const upstream = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 3, 'pay.shop.example:80': 1 } };
  const apisix = { routes: [{ id: 'pay', uri: '/pay', upstream }] };
  expect(written(apisix).text).toContain('group: networking.istio.io, kind: Hostname');
  expect(written(apisix, 'service-entry.yaml').text).toContain(
    '{address: pay.shop.example, ports: {http: 80}, weight: 1}',
  );
});

test('nodes of one weight share a Service, so that another can be tried', () => {
  const upstream = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 1, '10.0.0.2:8081': 1 } };
  const apisix = { routes: [{ id: 'pay', uri: '/pay', upstream }] };
  expect(written(apisix).text).toContain('backendRefs: [{name: route-pay, port: 80, weight: 2}]');
  expect(written(apisix, 'service.yaml').text.match(/kind: EndpointSlice/g)).toHaveLength(2);
});

test('more rules than an HTTPRoute takes are split into numbered ones, whose names keep their order', () => {
  const routes = Array.from({ length: 40 }, (_, at) => route(`pay-${at}`, { uri: `/pay/${at}`, host: 'pay.example' }));
  const names = [...written({ routes }).text.matchAll(/name: (pay-example-\d)/g)].map(([, name]) => name);
  expect(names).toEqual(['pay-example-1', 'pay-example-2', 'pay-example-3']);
});

test('priority stands above precision: the earlier expression is made the longer one', () => {
  const first = route('first', { uri: '/pay*', priority: 9 });
  const second = route('second', { uri: '/pay*', methods: ['GET'], vars: [['http_x', '==', 'a']] });
  const { text, codes } = written({ routes: [{ ...first, vars: [['http_y', '==', 'b']] }, second] });
  expect(text).toContain('{type: RegularExpression, value: "^/pay.*"}');
  expect(text).toContain('{type: RegularExpression, value: /pay.*}');
  expect(codes).not.toContain('GWA005');
});

test('what must not be is given to the rules behind, and refused where there are none', () => {
  const { text, codes } = written({ routes: [route('others', { uri: '/pay', vars: [['http_x', '~=', 'a']] })] });
  expect(text).toMatch(/headers: \[{name: x, type: Exact, value: a}\][^]*name: closed[^]*name: route-others/);
  expect(codes).toContain('GWA013');
});

test('what is refused is sent to a Service without endpoints, for which the API says 503', () => {
  const apisix = {
    routes: [{ id: 'pay', uri: '/pay', plugins: { 'uri-blocker': { block_rules: ['x'] } }, upstream: node }],
  };
  expect(written(apisix).text).toContain('backendRefs: [{name: closed, port: 80}]');
  expect(written(apisix, 'service.yaml').text).toContain('name: closed');
});

test('a configuration without routes has no file for them', () => {
  expect(written({ routes: [] }).text).toBe('');
});

test('a host that is no host name of the API is asked for by its header', () => {
  const { text } = written({ routes: [route('pay', { uri: '/pay', host: '*shop.example' })] });
  expect(text).not.toContain('hostnames');
  expect(text).toContain('headers: [{name: host, type: RegularExpression');
});

test('a key of a consumer is not written where secrets are refused', () => {
  const apisix = {
    routes: [route('pay', { uri: '/pay', plugins: { 'key-auth': {} } })],
    consumers: [{ username: 'shop', plugins: { 'key-auth': { key: 'a-very-secret-key' } } }],
  };
  const { text } = written(apisix);
  expect(text).not.toContain('a-very-secret-key');
  expect(text).toContain('backendRefs: [{name: closed, port: 80}]');
  expect(text).not.toContain('route-pay');
});

test('Envoy Gateway answers by itself, rewrites by expressions, and verifies no more than the source', () => {
  const blocked = { 'fault-injection': { abort: { http_status: 418, body: 'tea' } } };
  const rewritten = { 'proxy-rewrite': { regex_uri: ['^/pay/(.*)', '/v2/$1'] } };
  const upstream = { type: 'roundrobin', scheme: 'https', nodes: { 'pay.shop.example:443': 1 }, pass_host: 'node' };
  const apisix = {
    routes: [
      { id: 'tea', uri: '/tea', plugins: blocked, upstream: node },
      { id: 'pay', uri: '/pay/*', plugins: rewritten, upstream },
    ],
  };
  const filters = written(apisix, 'http-route-filter.yaml', 'envoy-gateway').text;
  expect(filters).toContain('statusCode: 418');
  expect(filters).toContain('replaceRegexMatch');
  expect(written(apisix, 'backend.yaml', 'envoy-gateway').text).toContain('insecureSkipVerify: true');
  const { text, codes } = written(apisix, 'httproute.yaml', 'envoy-gateway');
  expect(text).toContain('kind: HTTPRouteFilter, name: answer-1');
  expect(codes).not.toContain('GWA001');
  expect(written(apisix).codes).toContain('GWA014');
});

test('only the experimental profile says in a rule how often it tries again', () => {
  const upstream = { type: 'roundrobin', retries: 3, nodes: { '10.0.0.1:8080': 1 } };
  const apisix = { routes: [{ id: 'pay', uri: '/pay', upstream }] };
  expect(written(apisix, 'httproute.yaml', 'experimental').text).toContain('retry: {attempts: 3}');
  expect(written(apisix).text).not.toContain('attempts');
});

test('the begin of a path is replaced under a PathPrefix, and the path without its slash is left to the routes behind', () => {
  const plugins = { 'proxy-rewrite': { regex_uri: ['^/pay/(.*)', '/v2/$1'] } };
  const { text, codes } = written({ routes: [route('pay', { uri: '/pay/*', plugins }), route('all', { uri: '/*' })] });
  expect(text).toContain('{type: PathPrefix, value: /pay}');
  expect(text).toContain('urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}}');
  expect(text).toMatch(/matches: \[{path: {type: Exact, value: \/pay}}\][^]*?name: route-all/);
  expect(codes).not.toContain('GWA001');
});

test('a prefix that would win against an earlier expression is not replaced but closed', () => {
  const plugins = { 'proxy-rewrite': { regex_uri: ['^/pay/(.*)', '/$1'] } };
  const inner = route('inner', { uri: '/pay/now/*' });
  const { text, codes } = written({ routes: [route('pay', { uri: '/pay/*', plugins }), inner] });
  expect(text).not.toContain('ReplacePrefixMatch');
  expect(codes).toContain('GWA001');
});

test('hosts whose routes all speak gRPC are GRPCRoutes of services and methods', () => {
  const upstream = { type: 'roundrobin', scheme: 'grpc', nodes: { '10.0.0.1:50051': 1 } };
  const call = (id: string, uri: string): object => ({ id, uri, host: 'grpc.shop.example', upstream });
  const routes = [call('pay', '/shop.Payments/Pay'), call('orders', '/shop.Orders/*')];
  const text = written({ routes }, 'grpcroute.yaml').text;
  expect(text).toContain('kind: GRPCRoute');
  expect(text).toContain('{method: {type: Exact, service: shop.Payments, method: Pay}}');
  expect(text).toContain('{method: {type: Exact, service: shop.Orders}}');
  expect(written({ routes: [...routes, call('any', '/other')] }, 'grpcroute.yaml').text).toBe('');
});
