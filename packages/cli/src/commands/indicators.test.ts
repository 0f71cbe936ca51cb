import { finding } from '@banyan/core/finding/finding.ts';
import type { SourceView } from '@banyan/engine/client.ts';
import { expect, test } from 'vitest';
import { midway } from '../testing/migration.ts';
import { banyan } from '../testing/world.ts';

const query = 'sum(increase(apisix_http_status{route=~"orders"}[5m])) >= 0';
const sources: readonly SourceView[] = [
  {
    source: 'prometheus-old',
    measured: [
      { phase: 'orders', side: 'old', indicator: 'requests', value: 1204, query },
      { phase: 'orders', side: 'old', indicator: 'error_ratio', value: 0.0025, query: 'the ratio' },
      { phase: 'orders', side: 'old', indicator: 'latency_p95', value: undefined, query: 'the latency' },
    ],
  },
];

test('each indicator is shown with its value now, and the queries that gave them', async () => {
  const ran = await banyan(['indicators', 'voice-assistant'], { views: [midway], sources });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/orders +old +requests +1,204/);
  expect(ran.stdout).toMatch(/orders +old +errors \(ratio\) +0\.25 %/);
  expect(ran.stdout).toMatch(/orders +old +latency p95 +none/);
  expect(ran.stdout).toContain(query);
});

test('a source that cannot be read says why, and the exit code says so to programs', async () => {
  const problem = finding('TRF030', { source: 'prometheus', reason: 'ECONNREFUSED' });
  const down = [...sources, { source: 'prometheus-new', measured: [], problem }];
  const ran = await banyan(['indicators'], { views: [midway], sources: down });
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('prometheus cannot be read: ECONNREFUSED');
});

test('-o json is the values as they are', async () => {
  const ran = await banyan(['indicators', '-o', 'json'], { views: [midway], sources });
  expect(JSON.parse(ran.stdout)).toEqual(JSON.parse(JSON.stringify(sources)));
});
