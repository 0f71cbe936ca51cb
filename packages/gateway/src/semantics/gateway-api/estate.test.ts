import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../answer.ts';
import { createIstioEvaluator, toldBy } from '../istio/evaluator.ts';
import { gatewayApiEstate } from './estate.ts';

const gateway = (more = ''): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: istio
  listeners:
  - {name: http, port: 80, protocol: HTTP}
${more}
`;

const route = (
  rules: string,
  { name = 'a', more = 'hostnames: [shop.example]', created = '', space = 'shop' } = {},
) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: ${space}${created === '' ? '' : `, creationTimestamp: "${created}"`}}
spec:
  parentRefs: [{name: edge, namespace: shop}]
  ${more}
  rules:
${rules}
`;

const service = (name: string, address: string): string => `
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {ports: [{name: http, port: 80, appProtocol: http}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: shop, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
endpoints: [{addresses: ["${address}"], conditions: {ready: true}}]
ports: [{name: http, port: 8001}]
`;

/** A rule that answers with a redirect to a host: which rule it was, stands in the location. */
const to = (host: string, match: string): string =>
  `  - {matches: [${match}], filters: [{type: RequestRedirect, requestRedirect: {hostname: ${host}.test}}]}`;

function ask(text: string, path: string, more: Partial<GatewayRequest> = {}): Answer {
  const read = readDocuments(Buffer.from(text), 'gateway.yaml');
  if (!read.ok) throw new Error('the test is no YAML');
  const told = toldBy(gatewayApiEstate(read.value.map(({ root }) => plain(root))));
  const request = { method: 'GET', path, host: 'shop.example', headers: {}, port: 80, ...more };
  return createIstioEvaluator(told, { trace: true }).answer(request, { now: 0 });
}

const chosen = ({ headers, status }: Answer): string =>
  /^http:\/\/(\w+)\.test/.exec(headers?.['location'] ?? '')?.[1] ?? String(status);

describe('the evaluator of Gateway API', () => {
  test('prefers exact paths to prefixes to patterns, and the longer one', () => {
    const text = `${gateway()}${route(
      [
        to('pattern', '{path: {type: RegularExpression, value: "/a/.*"}}'),
        to('short', '{path: {type: PathPrefix, value: /a}}'),
        to('long', '{path: {type: PathPrefix, value: /a/b/}}'),
        to('exact', '{path: {type: Exact, value: /a/b/c}}'),
      ].join('\n'),
    )}`;
    expect(chosen(ask(text, '/a/b/c'))).toBe('exact');
    expect(chosen(ask(text, '/a/b/d'))).toBe('long');
    expect(chosen(ask(text, '/a/b'))).toBe('long');
    expect(chosen(ask(text, '/a/bc'))).toBe('short');
    expect(chosen(ask(text, '/ab'))).toBe('404');
  });

  test('prefers a method, then more headers, then more parameters; then the older route', () => {
    const all = '{path: {type: PathPrefix, value: /a}';
    const text = `${gateway()}${route(to('young', `${all}}`), { name: 'b', created: '2026-01-02T00:00:00Z' })}${route(
      [
        to('old', `${all}}`),
        to('parameter', `${all}, queryParams: [{name: p, value: "1"}]}`),
        to('header', `${all}, headers: [{name: x-a, value: "1"}]}`),
        to('method', `${all}, method: POST}`),
      ].join('\n'),
      { created: '2026-01-01T00:00:00Z' },
    )}`;
    const everything = { headers: { 'x-a': '1' } };
    expect(chosen(ask(text, '/a?p=1', { ...everything, method: 'POST' }))).toBe('method');
    expect(chosen(ask(text, '/a?p=1', everything))).toBe('header');
    expect(chosen(ask(text, '/a?p=1'))).toBe('parameter');
    expect(chosen(ask(text, '/a'))).toBe('old');
  });

  test('joins the rules of all routes for a host, each host by itself', () => {
    const wide = route(to('wide', '{path: {value: /a}}'), { more: 'hostnames: ["*.example", shop.example]' });
    const narrow = route(to('narrow', '{path: {value: /a/b}}'), { name: 'b' });
    expect(chosen(ask(`${gateway()}${wide}${narrow}`, '/a/b'))).toBe('narrow');
    expect(chosen(ask(`${gateway()}${wide}${narrow}`, '/a/b', { host: 'other.example' }))).toBe('wide');
  });

  test('leaves a host to the listener that names it more exactly', () => {
    const listeners = `  - {name: own, port: 80, protocol: HTTP, hostname: "*.own.example"}`;
    const text = `${gateway(listeners)}${route(to('any', '{}'), { more: 'hostnames: ["*.example"]' })}`;
    expect(chosen(ask(text, '/', { host: 'a.example' }))).toBe('any');
    expect(chosen(ask(text, '/', { host: 'a.own.example' }))).toBe('any');
    const narrow = `${gateway(listeners)}${route(to('narrow', '{}'), { more: 'hostnames: [a.own.example]' })}`;
    expect(chosen(ask(narrow, '/', { host: 'a.own.example' }))).toBe('narrow');
    expect(chosen(ask(narrow, '/', { host: 'b.own.example' }))).toBe('404');
  });

  test('takes routes of other namespaces only where the listener does', () => {
    const foreign = route(to('foreign', '{}'), { space: 'other' });
    expect(chosen(ask(`${gateway()}${foreign}`, '/'))).toBe('404');
    const open = gateway().replace('protocol: HTTP', 'protocol: HTTP, allowedRoutes: {namespaces: {from: All}}');
    expect(chosen(ask(`${open}${foreign}`, '/'))).toBe('foreign');
  });

  test('sends requests to backends, and answers 500 where there is none', () => {
    const text = `${gateway()}${service('one', '10.0.0.1')}${service('two', '10.0.0.2')}${route(`
  - {matches: [{path: {value: /both}}], backendRefs: [{name: one, port: 80, weight: 3}, {name: two, port: 80}]}
  - {matches: [{path: {value: /none}}], backendRefs: [{name: one, port: 80, weight: 0}]}
  - {matches: [{path: {value: /away}}], backendRefs: [{name: one, namespace: other, port: 80}]}
  - {matches: [{path: {value: /strip}}], filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}], backendRefs: [{name: one, port: 80}]}`)}`;
    expect(ask(text, '/both').nodes).toEqual(['10.0.0.1:8001', '10.0.0.2:8001']);
    expect(ask(text, '/none').status).toBe(500);
    expect(ask(text, '/away').status).toBe(500);
    expect(ask(text, '/strip/x').upstream?.target).toBe('/x');
    expect(ask(text, '/strip').upstream?.target).toBe('/');
  });

  test('drops a route with a filter that istiod does not know', () => {
    const text = `${gateway()}${route(`${to('one', '{}')}
  - {filters: [{type: ExtensionRef, extensionRef: {group: a, kind: B, name: c}}]}`)}`;
    expect(chosen(ask(text, '/'))).toBe('404');
  });

  test('names the rule of the route that decided', () => {
    const { trace } = ask(`${gateway()}${route(to('one', '{path: {value: /a}}'))}`, '/a');
    expect(trace.at(-1)).toMatchObject({ place: '/1/spec/rules/0/matches/0' });
    expect(trace.at(-1)?.detail).toContain('HTTPRoute shop/a, rule 1');
  });
});
