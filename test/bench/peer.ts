/**
 * 10,000 routes against ingress2gateway, in one run: it reads them as plain Ingress objects and prints Gateway API; Banyan
 * reads them with their plugins and writes Istio, with every leaf accounted for (`--ledger=count`).
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateOf } from './estate-of.ts';
import { ran } from './ran.ts';
import { atMost, reported, type Row } from './row.ts';

const routes = 10_000;
const rounds = 3;

export async function peer(root: string): Promise<Row[]> {
  const binary = join(root, '.tools/ingress2gateway');
  const name = '10,000 routes with --ledger=count, against ingress2gateway';
  if (!existsSync(binary)) return [atMost(name, undefined, 1, 'times', 'ingress2gateway is not there: see above')];
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
  try {
    const [estate, ingresses] = [join(folder, 'apisix.yaml'), join(folder, 'ingresses.yaml')];
    writeFileSync(estate, estateOf(routes));
    writeFileSync(ingresses, ingressesOf(routes));
    const main = [join(root, 'packages/cli/src/main.ts'), 'convert', estate, '--to', 'istio', '--ledger=count'];
    const everything = ['--allow', 'lua', '--allow', 'envoyfilter', '--secrets', 'inline'];
    const least = { own: Infinity, other: Infinity };
    // In turns, so that whatever else runs on the machine meets both.
    for (let at = 0; at < rounds; at += 1) {
      const own = await ran(join(root, '.tools/node'), [...main, '-o', join(folder, 'out'), ...everything]);
      const other = await ran(binary, ['print', '--providers', 'ingress-nginx', '--input-file', ingresses, '-A']);
      least.own = Math.min(least.own, own.milliseconds);
      least.other = Math.min(least.other, other.milliseconds);
    }
    return [
      atMost(name, least.own / least.other, 1, 'times', `least of ${rounds} each`),
      reported('10,000 Ingress objects through ingress2gateway', least.other / 1000, 's', 'the whole command'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The paths and hosts of the estate's routes without their plugins. */
function ingressesOf(count: number): string {
  return Array.from({ length: count }, (_none, at) =>
    [
      'apiVersion: networking.k8s.io/v1',
      'kind: Ingress',
      `metadata: {name: orders-${at}, namespace: shops}`,
      'spec:',
      '  ingressClassName: nginx',
      '  rules:',
      `    - host: api-${at % 20}.voice.example`,
      '      http:',
      '        paths:',
      `          - path: /v1/shops/${at}/orders`,
      `            pathType: ${at % 3 === 0 ? 'Exact' : 'Prefix'}`,
      `            backend: {service: {name: pool-${at % 10}, port: {number: 80}}}`,
      '',
    ].join('\n'),
  ).join('---\n');
}
