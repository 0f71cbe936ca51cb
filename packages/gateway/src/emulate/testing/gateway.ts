/** A gateway whose decisions are given: for the rules of forwarding, apart from those of any configuration. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer, Forward } from '../../semantics/answer.ts';
import { type Serving, serve } from '../serve.ts';

/** Forwards to 127.0.0.1 at these ports, in order. */
export function forwarding(request: GatewayRequest, ports: readonly number[], plan: Partial<Forward> = {}): Answer {
  return {
    route: 'orders',
    trace: [],
    upstream: { method: request.method, target: request.path, host: request.host ?? '', headers: {} },
    serving: {
      service: 'shop',
      counted: true,
      forward: {
        picker: 'orders',
        scheme: 'http',
        algorithm: 'roundrobin',
        nodes: ports.map((port) => ({ host: '127.0.0.1', port, weight: 1, priority: 0 })),
        retries: ports.length - 1,
        retryTimeout: 0,
        timeout: { connect: 5, send: 5, read: 5 },
        websocket: true,
        needsBody: false,
        respond: (received) => received,
        done: () => undefined,
        ...plan,
      },
    },
  };
}

export interface Tried extends Serving {
  readonly url: string;
  readonly port: number;
  readonly defects: unknown[];
  metricsText(): Promise<string>;
}

export async function gateway(decide: (request: GatewayRequest) => Answer, drain = 2000): Promise<Tried> {
  const defects: unknown[] = [];
  const any = { address: '127.0.0.1', port: 0 };
  const served = await serve({
    plain: [any],
    tls: [],
    certificates: [],
    metrics: { ...any, path: '/apisix/prometheus/metrics' },
    decide,
    readsBodies: false,
    now: Date.now,
    drain,
    onDefect: (error) => defects.push(error),
  });
  if (!served.ok) throw new Error(served.error.code);
  const [{ port } = { port: 0 }] = served.value.plain;
  const metrics = `http://127.0.0.1:${served.value.metrics.port}/apisix/prometheus/metrics`;
  return {
    ...served.value,
    url: `http://127.0.0.1:${port}`,
    port,
    defects,
    metricsText: async () => (await fetch(metrics)).text(),
  };
}
