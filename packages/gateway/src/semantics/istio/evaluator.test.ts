import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../answer.ts';
import type { Evaluator } from '../evaluator.ts';
import { createIstioEvaluator, istioEstate, toldBy } from './evaluator.ts';

const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
  - {port: {number: 8080, name: other, protocol: HTTP}, hosts: ["./*.own.example"]}
`;

const service = (name: string, more = ''): string => `
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}, namespace: shop}
spec:
  hosts: [${name}.internal]
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 10.0.0.1, ports: {http: 8001}${more}}]
`;

const rules = (http: string, { name = 'a', hosts = 'shop.example', created = '' } = {}): string => `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: shop${created === '' ? '' : `, creationTimestamp: "${created}"`}}
spec:
  hosts: ["${hosts}"]
  gateways: [edge]
  http:
${http}
`;

const to = (name: string): string => `route: [{destination: {host: ${name}.internal, port: {number: 80}}}]`;

function evaluatorOf(text: string): Evaluator {
  const read = readDocuments(Buffer.from(text), 'istio.yaml');
  if (!read.ok) throw new Error('the test is no YAML');
  return createIstioEvaluator(toldBy(istioEstate(read.value.map(({ root }) => plain(root)))), { trace: true });
}

function ask(text: string, path: string, more: Partial<GatewayRequest> = {}): Answer {
  const request = { method: 'GET', path, host: 'shop.example', headers: {}, port: 80, ...more };
  return evaluatorOf(text).answer(request, { now: 0 });
}

describe('the evaluator of Istio', () => {
  test('tries the rules of a host in their order', () => {
    const text = `${gateway}${service('one')}${rules(`
  - {name: exact, match: [{uri: {exact: /a}}], directResponse: {status: 201}}
  - {name: prefix, match: [{uri: {prefix: /a}, headers: {x-team: {regex: "b.*"}}}], directResponse: {status: 202}}
  - {name: rest, ${to('one')}}`)}`;
    expect(ask(text, '/a').status).toBe(201);
    expect(ask(text, '/ab', { headers: { 'x-team': 'bb' } }).status).toBe(202);
    expect(ask(text, '/ab')).toMatchObject({ route: 'rest', nodes: ['10.0.0.1:8001'] });
  });

  test('puts rules for every request behind those of younger objects for the same host', () => {
    const text = `${gateway}${service('one')}${rules(`  - {name: all, ${to('one')}}`, { created: '2026-01-01T00:00:00Z' })}${rules(
      '  - {name: young, match: [{uri: {prefix: /a}}], directResponse: {status: 200}}',
      { name: 'b', created: '2026-01-02T00:00:00Z' },
    )}`;
    expect(ask(text, '/a').route).toBe('young');
    expect(ask(text, '/b').route).toBe('all');
  });

  test('takes the most specific host alone', () => {
    const text = `${gateway}${rules('  - {name: any, match: [{uri: {prefix: /}}], directResponse: {status: 200}}', { name: 'z', hosts: '*.example' })}${rules(
      '  - {name: own, match: [{uri: {exact: /a}}], directResponse: {status: 200}}',
    )}`;
    expect(ask(text, '/a').route).toBe('own');
    expect(ask(text, '/b').status).toBe(404);
    expect(ask(text, '/b', { host: 'other.example:1234' }).route).toBe('any');
  });

  test('knows hosts of a server that are for the rules of one namespace', () => {
    const own = rules('  - {name: own, directResponse: {status: 200}}', { hosts: 'a.own.example' });
    expect(ask(`${gateway}${own}`, '/', { host: 'a.own.example', port: 8080 }).status).toBe(200);
    const others = own.replace('namespace: shop', 'namespace: other').replace('[edge]', '[shop/edge]');
    expect(ask(`${gateway}${others}`, '/', { host: 'a.own.example', port: 8080 }).status).toBe(404);
    expect(ask(`${gateway}${others}`, '/', { host: 'a.own.example' }).status).toBe(200);
  });

  test('narrows the rules of a delegate by the conditions of the rule that names it', () => {
    const text = `${gateway}${rules('  - {name: root, match: [{uri: {prefix: /a}}], delegate: {name: part}}')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: part, namespace: shop}
spec:
  http:
  - {name: in, match: [{uri: {prefix: /a/b}}], directResponse: {status: 200}}
  - {name: out, match: [{uri: {prefix: /c}}], directResponse: {status: 200}}
  - {name: same, directResponse: {status: 203}}
`;
    expect(ask(text, '/a/b').route).toBe('root-in');
    expect(ask(text, '/a').route).toBe('root-same');
    expect(ask(text, '/c').status).toBe(404);
  });

  test('tries again twice unless told otherwise', () => {
    const text = `${gateway}${service('one')}${rules(`
  - {match: [{uri: {exact: /none}}], retries: {attempts: 0}, ${to('one')}}
  - {${to('one')}}`)}`;
    const read = readDocuments(Buffer.from(text), 'istio.yaml');
    const documents = read.ok ? read.value.map(({ root }) => plain(root)) : [];
    const evaluator = createIstioEvaluator(toldBy(istioEstate(documents)), { serve: true });
    const retries = (path: string): number | undefined =>
      evaluator.answer({ method: 'GET', path, host: 'shop.example', headers: {}, port: 80 }, { now: 0 }).serving
        ?.forward?.retries;
    expect(retries('/')).toBe(2);
    expect(retries('/none')).toBe(0);
  });

  test('rewrites, redirects and changes headers as a rule says', () => {
    const text = `${gateway}${service('one')}${rules(`
  - {match: [{uri: {prefix: /old/}}], rewrite: {uri: /new/, authority: in.example}, headers: {request: {set: {x-a: "1"}, remove: [x-b]}}, ${to('one')}}
  - {match: [{uri: {prefix: /away}}], redirect: {uri: /there, authority: b.example, redirectCode: 302}}`)}`;
    expect(ask(text, '/old/x?y=1', { headers: { 'x-b': '2' } }).upstream).toMatchObject({
      target: '/new/x?y=1',
      host: 'in.example',
      headers: { 'x-a': '1' },
      removed: ['x-b'],
    });
    expect(ask(text, '/away')).toMatchObject({ status: 302, headers: { location: 'http://b.example/there' } });
  });

  test('keeps to the workloads of a subset', () => {
    const entry = service('one').replace(
      '}}]',
      '}, labels: {version: v1}}, {address: 10.0.0.2, ports: {http: 8001}, labels: {version: v2}}]',
    );
    const text = `${gateway}${entry}${rules('  - {route: [{destination: {host: one.internal, subset: second, port: {number: 80}}}]}')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: one, namespace: shop}
spec: {host: one.internal, subsets: [{name: second, labels: {version: v2}}]}
`;
    expect(ask(text, '/').nodes).toEqual(['10.0.0.2:8001']);
  });

  test('patches what istiod made, but makes no true a false', () => {
    const text = `${gateway}${rules('  - {name: only, match: [{uri: {prefix: /a}}], directResponse: {status: 200}}')}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: patches, namespace: shop}
spec:
  configPatches:
  - applyTo: NETWORK_FILTER
    match: {context: GATEWAY, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}}
    patch:
      operation: MERGE
      value:
        name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          normalize_path: false
          server_header_transformation: PASS_THROUGH
  - applyTo: HTTP_ROUTE
    match: {context: GATEWAY, routeConfiguration: {vhost: {route: {name: only}}}}
    patch: {operation: MERGE, value: {response_headers_to_add: [{header: {key: x-patched, value: "1"}}]}}
`;
    const answer = ask(text, '/b/../a');
    expect(answer).toMatchObject({ status: 200, headers: { 'x-patched': '1' } });
    expect(answer.headers).not.toHaveProperty('server');
  });

  test('names the objects that decided, and where they stand', () => {
    const { trace } = ask(`${gateway}${service('one')}${rules(`  - {name: all, ${to('one')}}`)}`, '/');
    expect(trace).toContainEqual({
      step: 'route',
      detail: 'VirtualService shop/a, http rule all',
      place: '/2/spec/http/0',
    });
    expect(trace.find(({ step }) => step === 'host')?.detail).toBe('shop.example (VirtualService shop/a)');
  });

  test('says what it does not know', () => {
    const text = `${gateway}${rules(`  - {${to('absent')}}`)}`;
    expect(ask(text, '/').notCovered?.[0]).toContain('absent.internal');
    const policy = `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: all, namespace: shop}
spec: {}
`;
    const closed = `${gateway}${rules('  - {directResponse: {status: 200}}')}${policy}`;
    expect(ask(closed, '/').notCovered).toEqual(['AuthorizationPolicy shop/all']);
  });
});
