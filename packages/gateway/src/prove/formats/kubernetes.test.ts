import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Proof } from '../proof.ts';
import { prove } from '../prove.ts';
import type { Side } from '../side.ts';
import { openSide } from './list.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-kubernetes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
`;

const rules = (match: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: [shop.example]
  gateways: [edge]
  http:
  - name: orders
    match: [${match}]
    route: [{destination: {host: orders.internal}}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: orders, namespace: shop}
spec:
  hosts: [orders.internal]
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: "10.0.0.1"}]
`;

async function opened(name: string, files: Readonly<Record<string, string>>): Promise<Side> {
  const place = join(folder, name);
  mkdirSync(place);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
  const side = await openSide(place, { environment: {}, config: undefined });
  if (!side.ok) throw new Error(side.error.map(({ code }) => code).join(' '));
  return side.value;
}

const between = (source: Side, target: Side): Proof =>
  prove({ source, target }, { seed: 1, budget: 200, most: 2000, announced: [] });

const wanted = '{uri: {prefix: /orders}, headers: {x-team: {exact: beta}}}';

test('the objects of a side may lie in any files of a folder', async () => {
  const apart = await opened('a', { 'gateway.yaml': gateway, 'rules.yaml': rules(wanted), 'conversion.json': '{}' });
  const together = await opened('b', { 'all.yaml': `${gateway}---\n${rules(wanted)}` });
  expect([apart.format, together.format]).toEqual(['istio', 'istio']);
  const { summary } = between(apart, together);
  expect(summary.differ).toEqual({ known: 0, unknown: 0 });
});

test('a condition that was lost is found, with the lines of both sides that decided', async () => {
  const source = await opened('a', { 'gateway.yaml': gateway, 'rules.yaml': rules(wanted) });
  const target = await opened('b', { 'gateway.yaml': gateway, 'rules.yaml': rules('{uri: {prefix: /orders}}') });
  const proof = between(source, target);
  expect(proof.summary.differ.unknown).toBeGreaterThan(0);
  expect(JSON.stringify(proof.differences[0])).toContain(join(folder, 'b', 'rules.yaml:9:13'));
});

test('a folder with routes of Gateway API is one of Gateway API, whatever lies beside them', async () => {
  const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec: {parentRefs: [{name: edge}]}
`;
  expect((await opened('a', { 'a.yaml': gateway, 'b.yaml': route })).format).toBe('gateway-api');
});
