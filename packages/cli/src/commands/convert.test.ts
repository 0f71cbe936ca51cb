import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Circumstances, banyan } from '../testing/world.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-convert-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const given = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

const routes = `- {id: pay, labels: {team: pay}, uri: /pay, host: pay.example, upstream: {nodes: {"10.0.0.1:80": 1}}}
- {id: orders, uri: /orders, host: orders.example, upstream: {nodes: {"10.0.0.2:80": 1}}}
- {id: guarded, uri: /guarded, plugins: {opa: {host: "http://opa.example", policy: p}}, upstream: {nodes: {"10.0.0.3:80": 1}}}
`;
const apisix = `routes:\n${routes}#END\n`;

const convert = (words: readonly string[], circumstances: Circumstances = {}) =>
  banyan(['convert', ...words, '--to', 'envoy', '-o', at('out')], circumstances);

interface Report {
  readonly door: string;
  readonly versions?: object;
  readonly summary: { readonly routes: number };
  readonly findings: readonly { readonly code: string; readonly level: string; readonly fingerprint: string }[];
}

/** conversion.json, whose shape is published. */
const report = (): Report => JSON.parse(readFileSync(at('out/conversion.json'), 'utf8')) as Report;

test('a source comes from standard input', async () => {
  const ran = await convert(['-'], { stdin: apisix });
  expect(ran.stdout).toContain('read as apisix-standalone');
  expect(report().summary.routes).toBe(3);
});

test('nothing to read is a mistake of the command line', async () => {
  const ran = await convert([]);
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('[CLI003]')]);
});

test('only what was asked for is converted', async () => {
  await convert([given('apisix.yaml', apisix), '--only', 'route=orders', '--only', 'label=team:pay']);
  expect(report().summary.routes).toBe(2);
  const wrong = await convert([at('apisix.yaml'), '--only', 'path=/pay']);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('[CLI005]')]);
});

test('versions of the target are recorded, and checked', async () => {
  const source = given('apisix.yaml', apisix);
  await convert([source, '--istio-version', '1.31', '--gateway-api-version', 'v1.5.1']);
  expect(report().versions).toEqual({ istio: '1.31', 'gateway-api': '1.5.1' });
  expect((await convert([source, '--envoy-version', 'latest'])).code).toBe(2);
});

test('a report takes the place of the summary, or stands in a file beside it', async () => {
  const source = given('apisix.yaml', apisix);
  const printed = await convert([source, '--report', 'markdown']);
  expect(printed.stdout).toMatch(/^# Conversion from apisix-standalone to envoy\n/);
  const beside = await convert([source, '--report', 'html', '--report-file', at('report.html')]);
  expect(beside.stdout).toContain('read as apisix-standalone');
  expect(readFileSync(at('report.html'), 'utf8')).toMatch(/^<!doctype html>/);
  const lost = await convert([source, '--report', 'html', '--report-file', at('no/such/folder.html')]);
  expect([lost.code, lost.stderr]).toEqual([3, expect.stringContaining('[CNV002]')]);
});

test('accepted findings are not listed and do not count', async () => {
  const source = given('apisix.yaml', apisix);
  expect((await convert([source])).code).toBe(1);
  const errors = report().findings.filter(({ level }) => level === 'error');
  const list = errors.map(({ fingerprint }) => `- {fingerprint: "${fingerprint}", reason: known, by: ada}\n`).join('');
  const head = 'apiVersion: banyan.dev/v1alpha1\nkind: Acceptances\naccepted:\n';
  const ran = await convert([source, '--accept', given('accepted.yaml', head + list)]);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('not listed');
  const broken = await convert([source, '--accept', given('broken.yaml', `${head}- {by: ada}\n`)]);
  expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('[CNV013]')]);
});

test('a running APISIX is asked with a key from a file or the environment, which nobody sees', async () => {
  const server = createServer((request, response) => {
    if (request.headers['x-api-key'] !== 'sesame-open') response.writeHead(401).end('{}');
    else if (request.url === '/apisix/admin/routes') {
      const value = { uri: '/pay', upstream: { nodes: { '10.0.0.1:80': 1 }, type: 'roundrobin' } };
      response.end(JSON.stringify({ total: 1, list: [{ key: '/apisix/routes/1', value }] }));
    } else response.writeHead(404).end('{"message":"Key not found"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on a port has an address of this shape.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const file = given('key.txt', 'sesame-open\n');
    const ran = await convert(['--admin-url', url, '--admin-key-file', file]);
    expect([ran.code, report().door]).toEqual([0, 'apisix-admin']);
    expect(statSync(at('out/source-admin-routes.json')).mode & 0o777).toBe(0o600);
    const environment = { BANYAN_ADMIN_KEY: 'sesame-open' };
    expect((await convert(['--admin-url', url], { environment })).code).toBe(0);
    const refused = await convert(['--admin-url', url], { environment: { BANYAN_ADMIN_KEY: 'sesame-shut' } });
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('[CNV008]')]);
    expect(ran.stdout + refused.stderr + readFileSync(at('out/conversion.json'), 'utf8')).not.toContain('sesame');
    expect((await convert(['--admin-url', `http://user:sesame-open@127.0.0.1:9180`])).stderr).not.toContain('sesame');
  } finally {
    server.close();
  }
});

test('a folder that an earlier conversion wrote is replaced, also with other files; a file of somebody else stops it', async () => {
  const source = given('apisix.yaml', apisix);
  await convert([source]);
  const other = await banyan(['convert', source, '--to', 'gateway-api', '-o', at('out')]);
  expect(other.stderr).toBe('');
  expect((await convert([source])).stderr).toBe('');
  given('out/notes.txt', 'mine');
  expect((await convert([source])).stderr).toContain('[CNV003]');
});
