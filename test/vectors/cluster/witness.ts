/**
 * istiod has seen everything: objects applied last, of the kinds that carry traffic, answer through a proxy of their own.
 * Events of one kind arrive in order, so that whatever was applied before them is then known too.
 */
import { get } from '../../cluster/lab/http.ts';
import type { Lab } from '../../cluster/lab/lab.ts';
import type { KubernetesObject } from '../../cluster/lab/object.ts';
import { ports } from '../../cluster/lab/ports.ts';
import { until } from '../../cluster/lab/process.ts';
import { attemptsHeader } from '../observe.ts';
import { reportRoute } from './report-route.ts';

const namespace = 'witness';
const port = 18_999;
const host = 'witness.internal';

const witness: readonly KubernetesObject[] = [
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'witness', namespace },
    spec: {
      selector: { app: 'witness' },
      servers: [{ bind: '127.0.0.1', port: { number: port, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'witness', namespace },
    spec: {
      hosts: [host],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: ports.istiodHttp }],
      resolution: 'STATIC',
      endpoints: [{ address: '127.0.0.1' }],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'witness', namespace },
    spec: {
      hosts: ['*'],
      gateways: ['witness'],
      http: [{ route: [{ destination: { host, port: { number: 80 } } }] }],
    },
  },
];

export async function awaitWitness(lab: Lab): Promise<void> {
  for (const [object, refusal] of await lab.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    reportRoute,
    ...witness,
  ]))
    throw new Error(`the API server refuses the runner's own ${object.kind}: ${refusal}`);
  const proxy = await lab.proxy({ name: 'witness', namespace, labels: { app: 'witness' } });
  // istiod's own readiness, through the gateway.
  await until(
    'istiod has seen everything',
    180,
    async () => {
      const { status, headers } = await get(port, '/ready');
      return status === 200 && headers[attemptsHeader] !== undefined;
    },
    [proxy.process],
  );
  await proxy.stop();
}
