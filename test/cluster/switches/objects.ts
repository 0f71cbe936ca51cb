/** Two gateways as Services of a namespace, with real servers behind them, and a proxy of istiod in front. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { KubernetesObject } from '../lab/object.ts';

export const namespace = 'shop';
/** Addresses of both sides in a network that a test file has to itself. */
export const sidesIn = (network: string) => ({ old: `${network}.11`, new: `${network}.12` });

/** What the proxy says of itself: it serves the Gateway of Istio and the one of Gateway API. */
export const labels = { istio: 'ingressgateway', 'gateway.networking.k8s.io/gateway-name': 'front' };
export const doors = { istio: 9080, gatewayApi: 18_080 } as const;

const inShop = (name: string) => ({ name, namespace });

const service = (name: string, address: string): readonly KubernetesObject[] => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: inShop(name),
    spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...inShop(`${name}-1`), labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
  },
];

export const objectsFor = (sides: ReturnType<typeof sidesIn>): readonly KubernetesObject[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  ...service('old-gateway', sides.old),
  ...service('new-gateway', sides.new),
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: inShop('edge'),
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [{ bind: '127.0.0.1', port: { number: doors.istio, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: inShop('front'),
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: inShop('front-istio'),
    spec: {
      selector: { 'gateway.networking.k8s.io/gateway-name': 'front' },
      ports: [{ name: 'http', port: 80, targetPort: doors.gatewayApi }],
    },
  },
];

/** Answers with the side's name, as the gateways of tests do. */
export async function startSide(side: 'old' | 'new', address: string): Promise<Server> {
  const server = createServer((_, response) => response.setHeader('x-side', side).end(side));
  server.listen(8080, address);
  await once(server, 'listening');
  return server;
}
