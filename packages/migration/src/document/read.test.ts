import { expect, test } from 'vitest';
import { readMigration } from './read.ts';
import { durationOf, ratioOf } from './units.ts';

const good = `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata:
  name: voice
spec:
  source: { apisix: apisix.yaml, address: "127.0.0.1:9080" }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:8080" }
  phases:
    - name: orders
      routes: [orders, { host: api.voice.example }]
      stages: [{ share: 10, hold: 30m, approval: required }]
`;
const read = (text: string) => readMigration(Buffer.from(text), 'migration.yaml');
/** Code, line and column of each complaint. */
function complaints(text: string): readonly string[] {
  const result = read(text);
  if (result.ok) return [];
  return result.error.map(
    ({ code, source, params }) => `${code} ${source?.line}:${source?.column} ${Object.values(params).join(' ')}`,
  );
}

test('a document that fits is read', () => {
  expect(complaints(good)).toEqual([]);
});

test.each([
  [
    'an unknown field is said with the one that was meant',
    'routes: [orders',
    'routs: [orders',
    'MIG002 11:14 routs spec.phases.0 routes',
  ],
  [
    'a field that is nearly right deep inside is said too',
    'hold: 30m',
    'holds: 30m',
    'MIG002 12:36 holds spec.phases.0.stages.0 hold',
  ],
  ['another kind of document is said', 'kind: Migration', 'kind: Deployment', 'MIG029 2:7 kind Migration'],
  ['a number that is text is said', 'share: 10', 'share: ten', 'MIG001 12:25 spec.phases.0.stages.0.share number'],
  ['a share above 100 is said', 'share: 10', 'share: 101', 'MIG031 12:25 spec.phases.0.stages.0.share ≤ 100'],
  ['a duration without unit is said', 'hold: 30m', 'hold: "30"', 'MIG030 12:35 spec.phases.0.stages.0.hold duration'],
  ['an address without port is said', '"127.0.0.1:8080"', '"127.0.0.1"', 'MIG030 8:19 spec.edge.listen address'],
  [
    'a missing section is said where it should stand',
    '  edge: { listen: "127.0.0.1:8080" }\n',
    '',
    'MIG032 6:3 spec.edge',
  ],
  [
    'a field of a selector that nobody knows is said',
    'host: api',
    'hostt: api',
    'MIG002 11:33 hostt spec.phases.0.routes.1 host',
  ],
])('%s', (_, before, after, expected) => {
  expect(good).toContain(before);
  expect(complaints(good.replace(before, after))).toContain(expected);
});

test('two documents in one file are refused', () => {
  expect(complaints(`${good}---\n${good}`)[0]).toMatch(/^DOC017/);
});

test('durations and percentages are numbers', () => {
  expect(['250ms', '30s', '1h30m', '2d'].map(durationOf)).toEqual([250, 30_000, 5_400_000, 172_800_000]);
  expect(['1%', '0.5%', '100 %'].map(ratioOf)).toEqual([0.01, 0.005, 1]);
});
