/** Reports say the same in each form, are valid, and hold no secret. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { type Conversion, convert, type ConvertOptions } from '@banyan/gateway/convert/convert.ts';
import { fingerprintOf } from '@banyan/gateway/convert/fingerprint.ts';
import { readAcceptances } from '@banyan/gateway/convert/acceptances.ts';
import { reportData } from '@banyan/gateway/report/data.ts';
import { renderers } from '@banyan/gateway/report/list.ts';
import { describe, expect, test } from 'vitest';

const require = createRequire(import.meta.url);

const secret = 'correct-horse';
const short = 'k7';
const pem = `-----BEGIN RSA PRIVATE KEY-----\\n${'sEcReT'.repeat(20)}\\n-----END RSA PRIVATE KEY-----`;
const source = `routes:
- id: payments
  labels: {team: pay}
  uri: /pay/*
  hosts: [pay.example, "*.pay.example"]
  plugins:
    key-auth: {}
    limit-count: {count: 10, time_window: 60, policy: redis, redis_host: 10.0.0.9, redis_password: ${secret}}
  upstream: {nodes: {"10.20.1.11:8080": 1}}
- id: orders
  desc: <b>bold</b>
  uri: /orders
  plugins: {opa: {host: "http://opa.example", policy: orders}}
  upstream: {nodes: {"10.20.1.12:8080": 1}}
- id: voice
  uri: /voice
  plugins: {jwt-auth: {}, key-auth: {}}
  upstream: {nodes: {"10.20.1.13:8080": 1}}
consumers:
- username: alice
  plugins: {key-auth: {key: ${secret}}}
- username: bob
  plugins: {key-auth: {key: ${short}}, jwt-auth: {key: bob, secret: ${secret}-of-bob}}
ssls:
- {id: pay, sni: pay.example, cert: "${'c'.repeat(200)}", key: "${pem}"}
#END
`;

function converted(options: Partial<ConvertOptions> = {}): Conversion {
  const bytes = new TextEncoder().encode(source);
  const result = convert([{ name: 'apisix.yaml', bytes }], {
    to: 'envoy',
    secrets: 'inline',
    environment: {},
    ...options,
  });
  if (!result.ok) throw new Error(result.error.map(({ code }) => code).join(' '));
  return result.value;
}

const rendered = (format: keyof typeof renderers, conversion = converted()): string =>
  renderers[format](reportData(conversion.material), 'en');

describe('reports', () => {
  test.each(Object.keys(renderers) as (keyof typeof renderers)[])('%s holds no secret, in no encoding', (format) => {
    const text = rendered(format);
    const forms = [secret, `${secret}-of-bob`, pem.slice(40, 80)].flatMap((value) => [
      value,
      Buffer.from(value).toString('base64url').slice(0, 12),
    ]);
    for (const form of forms) expect(text).not.toContain(form);
    expect(text).not.toMatch(/\bk7\b/);
  });

  test.each(Object.keys(renderers) as (keyof typeof renderers)[])('%s names every code and closed routes', (format) => {
    const conversion = converted();
    const text = rendered(format, conversion);
    for (const { code } of conversion.findings) expect(text).toContain(code);
    if (format !== 'sarif') expect(text).toContain('orders');
  });

  test('SARIF follows its schema', () => {
    const path = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    const ajv = new Ajv.default({ strict: false, unicodeRegExp: false });
    addFormats.default(ajv);
    // The published schema.
    const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
    validate(JSON.parse(rendered('sarif')));
    expect(validate.errors).toBeNull();
  });

  test('HTML fetches nothing and shows markup of the source as text', () => {
    const text = rendered('html');
    expect(text).not.toMatch(/(?:src|href)="(?!#)/);
    expect(text).toContain('&lt;b&gt;bold');
    expect(text).not.toContain('<b>bold');
  });

  test('HTML shows source lines beside target lines', () => {
    const text = rendered('html');
    expect(text).toMatch(/uri: \/pay\/\*<\/pre>.*envoy\.yaml:\d+<\/div><pre>/);
  });
});

describe('accepted findings', () => {
  const place = { file: 'accept.yaml', document: 0, pointer: '/accepted/0', line: 3, column: 3 };
  const accept = (fingerprint: string, expires?: string): NonNullable<ConvertOptions['accept']> => ({
    today: '2026-11-28',
    acceptances: [{ fingerprint, reason: 'known', by: 'ada', expires, place }],
  });
  const errors = converted().findings.filter(({ level }) => level === 'error');

  test('do not count for the exit code, and stay in the report with who and why', () => {
    const all = errors.map((found) => ({ fingerprint: fingerprintOf(found), reason: 'known', by: 'ada', place }));
    const conversion = converted({ accept: { today: '2026-11-28', acceptances: all } });
    expect([converted().exitCode, conversion.exitCode]).toEqual([1, 0]);
    expect(rendered('markdown', conversion)).toContain('accepted by ada: known');
  });

  test('CNV011: an acceptance that has expired is said, and its finding counts again', () => {
    const fingerprint = errors.map(fingerprintOf)[0] ?? '';
    const conversion = converted({ accept: accept(fingerprint, '2026-11-27') });
    expect(conversion.findings.map(({ code }) => code)).toContain('CNV011');
    expect(conversion.material.accepted.size).toBe(0);
    expect(converted({ accept: accept(fingerprint, '2026-11-28') }).material.accepted.size).toBe(1);
  });

  test('CNV012: an acceptance that accepts nothing is said', () => {
    const conversion = converted({ accept: accept('0123456789abcdef') });
    expect(conversion.findings.map(({ code }) => code)).toContain('CNV012');
  });

  test('CNV013: a file of another shape is refused with its place', () => {
    const bytes = new TextEncoder().encode(
      'apiVersion: banyan.dev/v1alpha1\nkind: Acceptances\naccepted:\n- {fingerprint: xyz, reason: a, by: b}\n',
    );
    const read = readAcceptances({ name: 'accept.yaml', bytes });
    expect(read.ok ? [] : read.error.map(({ code, source: at }) => [code, at?.pointer])).toEqual([
      ['CNV013', '/accepted/0/fingerprint'],
    ]);
  });

  test('CNV014: a version of the target that nobody has measured', () => {
    const codes = (envoy: string) => converted({ versions: { envoy } }).findings.map(({ code }) => code);
    expect(codes('1.30')).toContain('CNV014');
    expect(codes('1.38.3')).not.toContain('CNV014');
  });

  test('a fingerprint stays when other routes are added before', () => {
    const bytes = new TextEncoder().encode(
      source.replace('routes:\n', 'routes:\n- {id: first, uri: /first, upstream: {nodes: {"10.20.1.9:80": 1}}}\n'),
    );
    const later = convert([{ name: 'apisix.yaml', bytes }], { to: 'envoy', secrets: 'inline', environment: {} });
    const prints = later.ok ? later.value.findings.map(fingerprintOf) : [];
    expect(errors.map(fingerprintOf).filter((print) => !prints.includes(print))).toEqual([]);
  });
});

describe('--only', () => {
  const routes = (only: NonNullable<ConvertOptions['only']>): string[] => {
    const { model, findings } = converted({ only });
    const left = findings.filter(({ code }) => code === 'APX102').flatMap(({ affects }) => affects?.routes ?? []);
    return [...new Set(model.rules.map(({ route }) => route)), '|', ...left];
  };

  test('APX102: by id, by host with its patterns, and by label; the others are said', () => {
    expect(routes([{ kind: 'route', id: 'voice' }])).toEqual(['voice', '|', 'payments', 'orders']);
    expect(routes([{ kind: 'label', key: 'team', value: 'pay' }])).toEqual(['payments', '|', 'orders', 'voice']);
    expect(routes([{ kind: 'host', host: 'a.pay.example' }])).toEqual(['payments', 'orders', 'voice', '|']);
  });

  test('no leaf of what is left out is without a verdict', () => {
    const { findings } = converted({ only: [{ kind: 'route', id: 'voice' }] });
    expect(findings.filter(({ code }) => code === 'CNV001')).toEqual([]);
  });
});
