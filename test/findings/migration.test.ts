/** What is said of a Migration document, of its plan, and of files that cannot be read. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';
import { planFile } from '@banyan/migration/plan/from-file.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { node } from './case.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-findings-'));
  const routes = [
    { id: 'orders', uri: '/orders/*', upstream: node },
    { id: 'voice', uri: '/voice', upstream: node },
    { id: 'voice-beta', uri: '/voice', priority: 1, vars: [['http_beta', '==', 'yes']], upstream: node },
  ];
  await writeFile(join(folder, 'apisix.json'), JSON.stringify({ routes }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Wrong {
  readonly code: FindingCode;
  readonly says: string;
  /** What is replaced in the healthy document, and by what. */
  readonly replace: readonly [string, string];
  readonly at?: string;
}

const healthy = `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata: { name: shop }
spec:
  source: { apisix: apisix.json, address: "127.0.0.1:9080" }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:9180" }
  phases:
    - { name: orders, routes: [orders], stages: [{ share: 10 }, { share: 100 }] }
    - { name: voice, routes: [voice, voice-beta] }
`;

async function said(text: string): Promise<readonly Finding[]> {
  const file = join(folder, 'migration.yaml');
  await writeFile(file, text);
  const planned = planFile(file, { environment: {}, accept: [] });
  return planned.ok ? planned.value.findings : planned.error;
}

const document: readonly Wrong[] = [
  {
    code: 'MIG001',
    says: 'a list where a text belongs',
    replace: ['name: shop', 'name: [shop]'],
    at: '/metadata/name',
  },
  { code: 'MIG002', says: 'a field that does not exist', replace: ['listen:', 'lisen:'], at: '/spec/edge/lisen' },
  {
    code: 'MIG029',
    says: 'a value that has no meaning',
    replace: ['kind: Migration', 'kind: Move'],
    at: '/kind',
  },
  {
    code: 'MIG030',
    says: 'an address without a port',
    replace: ['127.0.0.1:9180', '127.0.0.1'],
    at: '/spec/edge/listen',
  },
  {
    code: 'MIG031',
    says: 'more than all traffic',
    replace: ['share: 100', 'share: 101'],
    at: '/spec/phases/0/stages/1/share',
  },
  {
    code: 'MIG032',
    says: 'no address for the edge',
    replace: ['edge: { listen: "127.0.0.1:9180" }', 'edge: {}'],
    at: '/spec/edge',
  },
  {
    code: 'MIG033',
    says: 'no old gateway',
    replace: [', address: "127.0.0.1:9080"', ''],
    at: '/spec/source',
  },
  { code: 'DOC017', says: 'a second document', replace: ['apiVersion', '{}\n---\napiVersion'], at: '' },
];

const plan: readonly Wrong[] = [
  { code: 'MIG003', says: 'a phase without a route', replace: ['[orders]', '[oders]'], at: '/spec/phases/0/routes/0' },
  {
    code: 'MIG004',
    says: 'a route in two phases',
    replace: ['[voice, ', '[orders, voice, '],
    at: '/spec/phases/1/routes/0',
  },
  { code: 'MIG005', says: 'routes that stay', replace: ['    - { name: voice, routes: [voice, voice-beta] }\n', ''] },
  {
    code: 'MIG022',
    says: 'shares that fall',
    replace: ['share: 10 }', 'share: 100 }'],
    at: '/spec/phases/0/stages/1/share',
  },
  {
    code: 'MIG042',
    says: 'there is no time zone Mars/Olympus',
    replace: ['  phases:\n', '  calendar: { timeZone: Mars/Olympus }\n  phases:\n'],
    at: '/spec/calendar/timeZone',
  },
  {
    code: 'MIG042',
    says: 'spec.calendar.hours: 22:00-06:00 ends before it begins',
    replace: ['  phases:\n', '  calendar: { hours: [{ days: [mon], from: "22:00", to: "06:00" }] }\n  phases:\n'],
    at: '/spec/calendar/hours/0',
  },
  {
    code: 'MIG030',
    says: 'spec.calendar.freezes.0.from: write a moment such as 2026-12-18T00:00:00Z',
    replace: ['  phases:\n', '  calendar: { freezes: [{ from: christmas, to: "2027-01-04T00:00:00Z" }] }\n  phases:\n'],
    at: '/spec/calendar/freezes/0/from',
  },
  {
    code: 'MIG043',
    says: 'metrics of Envoy do not know which of them belong to orders',
    replace: [
      '  phases:\n',
      '  indicators: { prometheus: { address: "http://127.0.0.1:9090", new: { metrics: envoy, phases: { voice: envoy_cluster_name="voice" } } } }\n  phases:\n',
    ],
    at: '/spec/indicators/prometheus/new',
  },
  {
    code: 'MIG023',
    says: 'the edge on the address of the old gateway',
    replace: ['9180', '9080'],
    at: '/spec/edge/listen',
  },
  {
    code: 'MIG036',
    says: 'two edges for one migration',
    replace: ['9180" }', '9180", haproxy: { socket: /run/haproxy.sock, folder: h }, nginx: { folder: n } }'],
    at: '/spec/edge/nginx',
  },
  { code: 'MIG028', says: 'one path in two phases', replace: ['[voice, voice-beta]', '[voice]'] },
];

describe.each([
  ['a Migration document', document],
  ['a plan', plan],
])('%s', (_, cases) => {
  test.each(cases)('$code: $says', async ({ code, replace: [from, to], at }) => {
    expect(healthy).toContain(from);
    const found = (await said(healthy.replace(from, to))).filter((one) => one.code === code);
    expect(found.map(({ source }) => source?.pointer)).toEqual([at]);
  });
});

test('a document without mistakes says nothing about itself', async () => {
  const codes = (await said(healthy)).map(({ code }) => code).filter((code) => code.startsWith('MIG'));
  expect(codes).toEqual([]);
});

test('EMU004: a document that does not exist is named', () => {
  const file = join(folder, 'nowhere.yaml');
  const planned = planFile(file, { environment: {}, accept: [] });
  expect(planned.ok ? [] : planned.error.map(({ code, source }) => [code, source?.file])).toEqual([['EMU004', file]]);
});

test('DOC006: YAML that breaks in an unusual way is shown where it breaks', () => {
  const read = readDocuments(new TextEncoder().encode('routes:\n  - id: "\\pay"\n'), 'apisix.yaml');
  expect(read.ok ? [] : read.error.map(({ code, source }) => [code, source?.line])).toEqual([['DOC006', 2]]);
});
