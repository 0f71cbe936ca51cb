import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { referencePage } from './apisix-reference.ts';
import { fieldOf } from './apisix-verdicts.ts';

test('the reference of APISIX says what ledgers say', { timeout: 300_000 }, () => {
  // Run node tools/apisix-reference.ts when this fails.
  expect(readFileSync('docs/reference/apisix.md', 'utf8')).toBe(referencePage());
});

test('a field is named by its kind, inside of plugins by the plugin', () => {
  expect(
    [
      '/routes/0/uri',
      '/routes/0/upstream/nodes/a',
      '/upstreams/1/checks/active/type',
      '/services/0/plugins/cors/max_age',
      '/routes/0/plugins/cors',
    ].map(fieldOf),
  ).toEqual([
    'routes uri',
    'upstreams nodes',
    'upstreams checks.active',
    'plugin cors max_age',
    'plugin cors (itself)',
  ]);
});
