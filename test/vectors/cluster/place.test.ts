import { describe, expect, test } from 'vitest';
import { readObjects } from '../../cluster/lab/object.ts';
import { annotatedRoutes, attached, gatewayLabel } from './attach.ts';
import { placed, workloadLabels } from './place.ts';
import { routeNamed } from './report-route.ts';

const objects = readObjects(
  Buffer.from(`
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 9080, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: orders, namespace: shop}
spec:
  hosts: ["shop.example"]
  gateways: [shop/edge]
  http: [{route: [{destination: {host: orders.shop.svc.cluster.local}}, {destination: {host: orders.other.svc.cluster.local}}]}]
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {ports: [{port: 80}]}
`),
  'objects.yaml',
);
const place = { namespace: 'case-7', address: '127.1.0.7' };
const find = (kind: string, list = placed(objects, place)): (typeof objects)[number] | undefined =>
  list.find((one) => one.kind === kind);

describe('the objects of a case in a cluster that many cases share', () => {
  test('move to the namespace of the case, and what they say of their own namespace goes along', () => {
    expect(placed(objects, place).map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
      ['Gateway', 'case-7'],
      ['VirtualService', 'case-7'],
      ['Service', 'case-7'],
    ]);
    expect(find('VirtualService')?.['spec']).toEqual({
      hosts: ['shop.example'],
      gateways: ['case-7/edge'],
      http: [
        {
          route: [
            { destination: { host: 'orders.case-7.svc.cluster.local' } },
            { destination: { host: 'orders.other.svc.cluster.local' } },
          ],
        },
      ],
      exportTo: ['case-7'],
    });
    expect(find('Service')?.metadata.annotations).toEqual({ 'networking.istio.io/exportTo': 'case-7' });
  });

  test('bind an address of their own, and keep the port', () => {
    expect(find('Gateway')?.['spec']).toMatchObject({ servers: [{ bind: '127.1.0.7', port: { number: 9080 } }] });
    const both = placed(objects, { ...place, address6: 'fd00::7' });
    expect(find('Gateway', both)?.['spec']).toMatchObject({
      servers: [
        { bind: '127.1.0.7', port: { name: 'http', number: 9080 } },
        { bind: 'fd00::7', port: { name: 'http-6', number: 9080 } },
      ],
    });
  });

  test('are served by a workload with the labels that their gateways select', () => {
    expect(workloadLabels(placed(objects, place), 'case-7')).toEqual({ istio: 'ingressgateway' });
  });
});

test('the name of the route that answered tells the route of the source; any other name is an answer without one', () => {
  const route = routeNamed(
    new Map([
      ['orders', 'orders'],
      ['orders#2', 'orders'],
      ['a~1', 'a~1'],
    ]),
  );
  expect(['orders', 'orders~3', 'orders#2', 'orders#2~2', 'a~1', 'fallback', ''].map(route)).toEqual([
    'orders',
    'orders',
    'orders',
    'orders',
    'a~1',
    '-',
    '-',
  ]);
});

const gatewayApi = readObjects(
  Buffer.from(`
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: case-7}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 9080, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: any-host, namespace: case-7, annotations: {banyan.dev/routes: '["orders","users"]'}}
spec: {parentRefs: [{name: edge}]}
`),
  'objects.yaml',
);

describe('a Gateway of Gateway API, whose deployment nothing runs', () => {
  test('gets the Service that tells which proxies serve it, and the address that they bind', () => {
    const [service, filter] = attached(gatewayApi, place);
    expect(service).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'edge-istio', namespace: 'case-7' },
      spec: { selector: { [gatewayLabel]: 'edge' }, ports: [{ name: 'tcp-9080', port: 9080 }] },
    });
    expect(workloadLabels(gatewayApi, 'case-7')).toEqual({ [gatewayLabel]: 'edge' });
    expect(JSON.stringify(filter)).toContain('"address":"127.1.0.7","port_value":9080');
  });

  test('has its rules named by the annotation of their HTTPRoute', () => {
    const route = routeNamed(annotatedRoutes(gatewayApi));
    expect(['case-7.any-host.1', 'case-7.any-host.2', ''].map(route)).toEqual(['users', '-', '-']);
  });
});
