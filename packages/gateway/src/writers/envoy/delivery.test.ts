import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { expect, test } from 'vitest';
import type { Rule } from '../../model/model.ts';
import { echo, serve } from './testing/envoy.ts';
import { model, policy, rule, upstream } from './testing/model.ts';
import { envoyWriter } from './writer.ts';

const written = (rules: readonly Rule[], port: number, ledger = createLedger()) =>
  envoyWriter.write(model(rules, [upstream('shop', port)]), ledger, {
    allow: new Set(),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
    layout: 'xds',
  });

test('a configuration in files of their own is served, and a changed file is taken over without a restart', async () => {
  const shop = await echo();
  const [bootstrap, ...others] = written([rule('orders', '/orders/')], shop.port).files;
  expect([bootstrap, ...others].map((file) => file?.path)).toEqual([
    'envoy.yaml',
    'listeners.yaml',
    'routes.yaml',
    'clusters.yaml',
  ]);
  const served = await serve(bootstrap?.chunks ?? [], others);
  try {
    const status = async (path: string) => (await served.ask('GET', path, { host: 'shop.example' })).status;
    expect([await status('/orders/1'), await status('/reports/1')]).toEqual([200, 404]);
    const changed = written([rule('orders', '/orders/'), rule('reports', '/reports/')], shop.port).files;
    const text = [...(changed.find(({ path }) => path === 'routes.yaml')?.chunks ?? [])].join('');
    writeFileSync(join(served.folder, 'routes.next'), text);
    renameSync(join(served.folder, 'routes.next'), join(served.folder, 'routes.yaml'));
    await expect.poll(() => status('/reports/1'), { timeout: 10_000 }).toBe(200);
  } finally {
    await served.stop();
    await shop.stop();
  }
}, 30_000);

test('ledger and findings point into the file that holds the part', () => {
  const ledger = createLedger();
  const closed = rule('orders', '/orders/', { policies: [policy({ kind: 'unmapped', protects: true }, 'wolf-rbac')] });
  const { findings } = written([closed], 8080, ledger);
  const target = findings.find(({ affects }) => affects?.routes.includes('orders') === true)?.target;
  expect(target).toMatchObject({ file: 'routes.yaml' });
  expect(target?.pointer).toMatch(/^\/resources\/0\/virtual_hosts\/\d+\/routes\/\d+$/);
  const path = 'sources' in closed.path ? closed.path.sources[0] : undefined;
  expect(path && ledger.entry(path)?.targets[0]?.file).toBe('routes.yaml');
});
