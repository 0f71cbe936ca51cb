/**
 * The evaluators of Istio and Gateway API beside a real istiod and a stock Envoy: the same requests to both, for what people
 * write by hand and for what conversions write.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Http2Server } from 'node:http2';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { luaMachine } from '@banyan/gateway/semantics/envoy/lua/machine.ts';
import { gatewayApiEstate } from '@banyan/gateway/semantics/gateway-api/estate.ts';
import { createIstioEvaluator, istioEstate, toldBy } from '@banyan/gateway/semantics/istio/evaluator.ts';
import type { Mechanism } from '@banyan/gateway/writers/writer.ts';
import { disagreements } from '../differential/agree.ts';
import { type Arrived, recording, recordingHttp2 } from '../differential/echo.ts';
import { Random } from '../differential/random.ts';
import { requestFor, wordsOf } from '../differential/requests.ts';
import { attached } from '../vectors/cluster/attach.ts';
import { gatewayNamespaces, placed, workloadLabels } from '../vectors/cluster/place.ts';
import { accountOf } from '../vectors/cluster/serve.ts';
import { addressOfCase } from '../vectors/envoy/merge.ts';
import { setUpNetwork } from '../vectors/envoy/namespace.ts';
import { send } from '../vectors/wire/client.ts';
import { components } from './lab/components.ts';
import { type Lab, startLab } from './lab/lab.ts';
import { type KubernetesObject, readObjects } from './lab/object.ts';
import { until } from './lab/process.ts';

const missing = process.env['BANYAN_CLUSTER_MISSING'];
const folder = mkdtempSync(join(tmpdir(), 'banyan-evaluators-'));
const fixtures = join(import.meta.dirname, 'fixtures/estates');
const example = resolve(import.meta.dirname, '../../examples/voice-assistant');
const count = Number(process.env['BANYAN_DIFFERENTIAL'] ?? '400');
const seed = Number(process.env['BANYAN_SEED'] ?? '1');

type To = 'istio' | 'gateway-api';

/** The example, its nodes at addresses that an EndpointSlice may have. */
function converted(to: To, allow: readonly Mechanism[]): readonly KubernetesObject[] {
  const sources = ['apisix.yaml', 'config.yaml'].map((name) => {
    const text = readFileSync(join(example, name), 'utf8');
    const moved = name === 'apisix.yaml' ? text.replaceAll(/127\.0\.0\.1(?=:\$|\n)/g, '10.20.1.1') : text;
    return { name, bytes: Buffer.from(moved), static: name === 'config.yaml' };
  });
  const made = convert(sources, { to, allow: new Set(allow), secrets: 'inline', environment: {} });
  if (!made.ok) throw new Error(made.error.map(({ code }) => code).join(' '));
  return made.value.files
    .filter(({ path }) => path.endsWith('.yaml'))
    .flatMap(({ path, chunks }) => readObjects(Buffer.from(Array.from(chunks).join('')), path));
}

const written = (name: string): readonly KubernetesObject[] =>
  readObjects(readFileSync(join(fixtures, name)), basename(name));

/** Per cent of the requests that are covered. */
const cases: readonly (readonly [name: string, to: To, agree: number, () => readonly KubernetesObject[]])[] = [
  ['rules of Istio', 'istio', 99.9, () => written('istio.yaml')],
  ['routes of Gateway API', 'gateway-api', 99.5, () => written('gateway-api.yaml')],
  ['the voice assistant in Istio', 'istio', 99.9, () => converted('istio', [])],
  ['the voice assistant in Istio with Lua', 'istio', 99.9, () => converted('istio', ['lua'])],
  ['the voice assistant in Istio with EnvoyFilter', 'istio', 99.9, () => converted('istio', ['lua', 'envoyfilter'])],
  ['the voice assistant in Gateway API', 'gateway-api', 99.5, () => converted('gateway-api', [])],
];

describe('the evaluators say what istiod and Envoy do', () => {
  let lab: Lab;
  const arrived: Arrived[] = [];
  const nodes = new Map<number, Server | Http2Server>();

  beforeAll(async () => {
    if (missing !== undefined) return;
    const parts = components();
    if (!parts.ok) throw new Error(parts.error);
    setUpNetwork([], ['10.20.0.0/16'], folder);
    lab = await startLab(parts.value, join(folder, 'lab'));
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await lab.stop();
    for (const one of nodes.values()) one.close();
    rmSync(folder, { recursive: true });
  });

  test.each(cases)('for %s, where they cover the request', { timeout: 600_000 }, async (name, to, agree, objects) => {
    if (missing !== undefined) return;
    const number = cases.findIndex(([one]) => one === name);
    const place = { namespace: `case-${number}`, address: addressOfCase(number) };
    const own = await applied(lab, placedWith(objects(), place));
    const told = toldBy((to === 'istio' ? istioEstate : gatewayApiEstate)(own));
    const evaluator = createIstioEvaluator(told, { lua: await luaMachine() });
    const ended = await reached(
      told.map(({ bootstrap }) => bootstrap),
      nodes,
      arrived,
    );
    const [namespace = place.namespace] = gatewayNamespaces(own);
    const labels = workloadLabels(own, namespace);
    const proxy = await lab.proxy({ name: 'gateway', namespace, labels, ...accountOf(own, namespace) });
    try {
      const port = 9080;
      const words = wordsOf(told[0]?.bootstrap);
      const random = new Random(seed);
      const ask = async (): Promise<{ covered: boolean; text: string; found: readonly string[] }> => {
        const request = { ...requestFor(words, random, Date.now()), port };
        arrived.length = 0;
        const response = await send(request, { address: place.address, port, from: request.client_ip ?? '127.0.0.1' });
        const answer = evaluator.answer(request, { now: Date.now() });
        // Nodes here speak no TLS.
        const covered = answer.notCovered === undefined && !answer.nodes?.some((node) => ended.has(node));
        const found = covered ? disagreements(request, answer, response, arrived) : [];
        return { covered, text: JSON.stringify(request), found };
      };
      // What istiod tells last may still be on its way.
      await until('the proxy answers', 60, async () => (await ask()).found.length === 0, [proxy.process], 500);
      const wrong: string[] = [];
      let covered = 0;
      for (let index = 0; index < count; index++) {
        const one = await ask();
        if (one.covered) covered++;
        if (one.found.length > 0) wrong.push(`${one.text}\n    ${one.found.join('\n    ')}`);
      }
      const share = (100 * (covered - wrong.length)) / covered;
      console.log(
        `${name}: ${count} requests, ${count - covered} not covered, ${share.toFixed(2)} % of the others agree`,
      );
      if (wrong.length > 0) console.log(wrong.slice(0, 10).join('\n'));
      expect(covered).toBeGreaterThan(0.9 * count);
      expect(share, wrong.slice(0, 10).join('\n')).toBeGreaterThanOrEqual(agree);
    } finally {
      await proxy.stop();
    }
  });
});

function placedWith(
  objects: readonly KubernetesObject[],
  place: { readonly namespace: string; readonly address: string },
) {
  const own = placed(objects, place);
  return [...own, ...attached(own, place)];
}

/** The objects with the age that the API server gives them. */
async function applied(lab: Lab, objects: readonly KubernetesObject[]): Promise<readonly KubernetesObject[]> {
  const names = new Set(objects.map(({ metadata }) => metadata.namespace ?? 'default'));
  const spaces = Array.from(
    names,
    (name): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  );
  const refused = await lab.apply([...spaces, ...objects]);
  expect([...refused].map(([{ kind, metadata }, reason]) => `${kind} ${metadata.name}: ${reason}`)).toEqual([]);
  return Promise.all(
    objects.map(async (object) => {
      const seen = await lab.api.read(object);
      const creationTimestamp = seen?.metadata['creationTimestamp' as keyof typeof seen.metadata];
      return { ...object, metadata: { ...object.metadata, creationTimestamp } } as KubernetesObject;
    }),
  );
}

interface Socket {
  readonly address: string;
  readonly port_value: number;
}

interface Cluster {
  readonly transport_socket?: object;
  readonly typed_extension_protocol_options?: object;
  readonly load_assignment?: { readonly endpoints: readonly { readonly lb_endpoints: readonly Endpoint[] }[] };
}

interface Endpoint {
  readonly endpoint: { readonly address: { readonly socket_address: Socket } };
}

/** Starts a node at every port that is not served yet; those that are asked by TLS are told instead. */
async function reached(
  bootstraps: readonly object[],
  nodes: Map<number, Server | Http2Server>,
  arrived: Arrived[],
): Promise<ReadonlySet<string>> {
  const ended = new Set<string>();
  for (const bootstrap of bootstraps) {
    // The evaluator's own form of a configuration.
    const { static_resources: resources } = bootstrap as {
      readonly static_resources: { readonly clusters: Cluster[] };
    };
    for (const {
      transport_socket: tls,
      typed_extension_protocol_options: http2,
      load_assignment: all,
    } of resources.clusters) {
      for (const { endpoint } of all?.endpoints.flatMap(({ lb_endpoints: list }) => list) ?? []) {
        const { address, port_value: port } = endpoint.address.socket_address;
        // A name stands for pods that no document lists.
        if (!address.startsWith('10.')) continue;
        if (tls !== undefined) ended.add(`${address}:${port}`);
        else if (!nodes.has(port)) {
          const server = http2 === undefined ? recording(arrived) : recordingHttp2(arrived);
          nodes.set(port, server);
          await new Promise<void>((done) => server.listen(port, '0.0.0.0', done));
        }
      }
    }
  }
  return ended;
}
