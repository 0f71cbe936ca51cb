/**
 * Requests that show what the edge does to what gateways know of the client, and what must arrive. The edge may add
 * `X-Real-IP`, with the address that it saw; everything else arrives as it was sent. Pure.
 */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Received } from '../../world/world.ts';

const host = 'witness.invalid';

/** Without a word about the client; with every word that a client or a load balancer may say; with a body. */
export const probes: readonly GatewayRequest[] = [
  { method: 'GET', path: '/banyan-witness?a=1&b=%2F', host, headers: { 'user-agent': 'banyan-witness' } },
  {
    method: 'GET',
    path: '/banyan-witness',
    host,
    headers: {
      'x-forwarded-for': '203.0.113.7, 198.51.100.2',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-port': '443',
      'x-real-ip': '203.0.113.7',
      forwarded: 'for=203.0.113.7;proto=https',
      'x-request-id': 'banyan-witness',
    },
  },
  { method: 'POST', path: '/banyan-witness', host, headers: { 'content-type': 'text/plain' }, body: 'banyan-witness' },
];

/** What the connection needs rather than the request. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);
const clientAddress = 'x-real-ip';

/** The parts that arrive otherwise than they were sent: `method`, `path`, `body`, or a header's name. */
export function changedBehind(direct: Received, through: Received, client: string): readonly string[] {
  const names = new Set([clientAddress, ...Object.keys(direct.headers), ...Object.keys(through.headers)]);
  const headers = [...names].filter((name) => {
    if (hopByHop.has(name)) return false;
    const sent = direct.headers[name] ?? (name === clientAddress ? client : undefined);
    return through.headers[name] !== sent;
  });
  return [
    ...(direct.method === through.method ? [] : ['method']),
    ...(direct.target === through.target ? [] : ['path']),
    ...(direct.body === through.body ? [] : ['body']),
    ...headers.sort(),
  ];
}
