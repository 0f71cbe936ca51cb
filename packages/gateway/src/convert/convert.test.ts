import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe as suite, expect, test } from 'vitest';
import { z } from 'zod';
import type { ConvertOptions } from './convert.ts';
import { convert } from './convert.ts';
import { readSource } from './input.ts';
import { writeConversion } from './output.ts';
import { conversionSchema, ledgerLineSchema } from './schema.ts';

const estate = `
routes:
- id: payments
  name: Payments
  desc: everything about money
  uris: [/payments/*, /refunds]
  host: api.shop.example
  methods: [GET, POST]
  vars: [[http_tenant, "==", acme]]
  plugins:
    key-auth: {}
    limit-count: {count: 10, time_window: 60, rejected_code: 429}
    proxy-rewrite: {headers: {set: {X-Tenant: "$http_tenant"}}}
  upstream: &nodes
    nodes: {"10.20.1.11:8080": 3, "10.20.1.12:8080": 1}
    timeout: {connect: 1, send: 2, read: 3}
- id: orders
  uri: /orders
  plugins: {opa: {host: "http://opa.example", policy: orders}}
  upstream: *nodes
consumers:
- username: alice
  plugins: {key-auth: {key: correct-horse-battery-staple}}
labels: {}
#END
`;

const options: ConvertOptions = { to: 'envoy', environment: {} };
const source = (text: string, name = 'apisix.yaml') => [{ name, bytes: new TextEncoder().encode(text) }];

function converted(text: string, more: Partial<ConvertOptions> = {}) {
  const result = convert(source(text), { ...options, ...more });
  if (!result.ok) throw new Error(result.error.map(({ code }) => code).join(' '));
  const textOf = (path: string) =>
    Array.from(result.value.files.find((file) => file.path === path)?.chunks ?? []).join('');
  const lines = textOf('ledger.jsonl').trimEnd().split('\n');
  return {
    ...result.value,
    text: textOf,
    ledger: lines.map((line) => ledgerLineSchema.parse(JSON.parse(line))),
    report: conversionSchema.parse(JSON.parse(textOf('conversion.json'))),
  };
}

suite('the account', () => {
  test('every scalar and every empty list or object has one line, an alias at its anchor', () => {
    const { ledger, summary } = converted(estate);
    expect(ledger.map(({ pointer }) => pointer)).toContain('/routes/0/upstream/nodes/10.20.1.11:8080');
    expect(ledger.filter(({ pointer }) => pointer.startsWith('/routes/1/upstream'))).toEqual([]);
    expect(ledger.filter(({ pointer }) => pointer === '/labels')).toHaveLength(1);
    expect(new Set(ledger.map(({ pointer }) => pointer)).size).toBe(ledger.length);
    const { exact, approximated, unsupported, ignored } = summary.leaves;
    expect(exact + approximated + unsupported + ignored).toBe(ledger.length);
  });

  test('only counted, it counts the same, and takes the place of one that was written', () => {
    const result = convert(source(estate), { ...options, ledger: 'count' });
    if (!result.ok) throw new Error('not converted');
    expect(result.value.summary).toEqual(converted(estate).summary);
    const folder = mkdtempSync(join(tmpdir(), 'banyan-convert-'));
    try {
      const out = join(folder, 'out');
      expect([converted(estate), result.value].map((one) => writeConversion(out, one).ok)).toEqual([true, true]);
      expect(readdirSync(out).sort()).toEqual(['conversion.json', 'envoy.yaml']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('nothing is forgotten: no leaf is left to the driver', () => {
    expect(converted(estate).findings.filter(({ code }) => code === 'CNV001')).toEqual([]);
  });

  test('descriptions are ignored with the reason, an unmapped protection is unsupported and closes its route', () => {
    const { ledger, report } = converted(estate);
    const line = (pointer: string) => ledger.find((one) => one.pointer === pointer);
    expect(line('/routes/0/desc')).toMatchObject({ verdict: 'ignored', codes: ['APX014'], line: 5, column: 9 });
    expect(line('/routes/1/plugins/opa/policy')?.verdict).toBe('unsupported');
    expect(report.summary.closed).toEqual(['orders']);
  });

  test('the report and the ledger have the published shapes', () => {
    const { report } = converted(estate);
    expect(report.files).toEqual(['envoy.yaml', 'ledger.jsonl', 'conversion.json']);
    expect(z.array(z.unknown()).parse(report.findings).length).toBeGreaterThan(0);
  });
});

suite('secrets', () => {
  const secret = 'correct-horse-battery-staple';

  test('stand neither in findings nor in the ledger', () => {
    const { text } = converted(estate);
    expect(text('conversion.json')).not.toContain(secret);
    expect(text('ledger.jsonl')).not.toContain(secret);
  });

  test('a digest of a secret depends on the rest of the source, that of an ordinary value does not', () => {
    const digest = (text: string, pointer: string) =>
      converted(text).ledger.find((line) => line.pointer === pointer)?.digest;
    const other = estate.replace('everything about money', 'money');
    const key = '/consumers/0/plugins/key-auth/key';
    expect(digest(other, key)).not.toBe(digest(estate, key));
    expect(digest(other, '/routes/0/host')).toBe(digest(estate, '/routes/0/host'));
    expect(digest(estate, key)).toBe(digest(estate, key));
  });
});

suite('exit codes', () => {
  const plain = 'routes:\n- {id: a, uri: /a, upstream: {nodes: {"10.0.0.1:80": 1}}}\n#END\n';
  test('0 with warnings, 1 when they reach the threshold', () => {
    expect(converted(plain).exitCode).toBe(0);
    expect(converted(plain, { failOn: 'warning' }).exitCode).toBe(1);
  });
  test('1 with errors inside', () => expect(converted(estate).exitCode).toBe(1));
  test('a target or format that nobody knows is an error', () => {
    const code = (more: Partial<ConvertOptions>) => {
      const result = convert(source(plain), { ...options, ...more });
      return result.ok ? '' : result.error[0]?.code;
    };
    expect([code({ to: 'apache' }), code({ from: 'apache' })]).toEqual(['CNV005', 'CNV004']);
  });
  test('a list at the top is an error with its place', () => {
    const result = convert(source('- routes\n#END\n'), options);
    expect(result.ok ? [] : result.error.map(({ code, source: at }) => `${code} ${at?.line}:${at?.column}`)).toEqual([
      'DOC016 1:1',
    ]);
  });
});

suite('files', () => {
  test('config.yaml beside the source says router and listener', () => {
    const folder = mkdtempSync(join(tmpdir(), 'banyan-convert-'));
    try {
      writeFileSync(join(folder, 'apisix.yaml'), estate);
      writeFileSync(
        join(folder, 'config.yaml'),
        'apisix:\n  node_listen: [{ip: 127.0.0.2, port: 9081}]\n  router: {http: radixtree_uri}\ndeployment: {role: data_plane}\n',
      );
      const read = readSource(folder);
      if (!read.ok) throw new Error('not read');
      const result = convert(read.value, options);
      if (!result.ok) throw new Error('not converted');
      const { model, findings } = result.value;
      expect(model.listeners).toMatchObject([{ address: '127.0.0.2', port: 9081, assumed: false }]);
      expect(findings.filter(({ code }) => /APX03[01]|CNV001/.test(code))).toEqual([]);
      const out = join(folder, 'out');
      expect(writeConversion(out, result.value)).toEqual({ ok: true });
      expect(readdirSync(out).sort()).toEqual(['conversion.json', 'envoy.yaml', 'ledger.jsonl']);
      const first = readFileSync(join(out, 'ledger.jsonl'));
      expect(writeConversion(out, result.value)).toEqual({ ok: true });
      expect(readFileSync(join(out, 'ledger.jsonl'))).toEqual(first);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a folder that cannot be written is a finding of the environment', () => {
    const written = writeConversion('/proc/banyan/out', { files: [] });
    expect(written.ok ? '' : written.error.code).toBe('CNV002');
  });

  test('a source that does not exist is a finding with its name', () => {
    const read = readSource('/nowhere/apisix.yaml');
    expect(read.ok ? [] : read.error.map(({ code, source: at }) => [code, at?.file])).toEqual([
      ['DOC022', '/nowhere/apisix.yaml'],
    ]);
  });
});

test('nothing is assumed about the listener when it is named', () => {
  const assumed = ({ findings }: { findings: readonly { code: string }[] }): boolean =>
    findings.some(({ code }) => code === 'APX031');
  expect(assumed(converted(estate))).toBe(true);
  expect(assumed(converted(estate, { listen: { address: '127.0.0.1', port: 8080 } }))).toBe(false);
});
