import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEvaluator } from './evaluator.ts';
import { readCertificates } from './tls.ts';

const certificate = readCertificates({
  ssls: [
    { id: 'wild', snis: ['*.shop.example'] },
    { id: 'exact', sni: 'api.shop.example', client: { ca: 'x' } },
    { id: 'off', sni: 'old.shop.example', status: 0 },
  ],
});

test('the exact name wins over a wildcard, whatever their order', () => {
  expect(certificate('API.shop.example')).toMatchObject({ id: 'exact', client: {} });
  expect(certificate('www.shop.example')?.id).toBe('wild');
});

test('a wildcard covers one label', () => {
  expect(certificate('a.b.shop.example')).toBeUndefined();
  expect(certificate('shop.example')).toBeUndefined();
});

test('without a name, or for a strange one, there is no certificate', () => {
  expect(certificate('')).toBeUndefined();
  expect(certificate('voice.example')).toBeUndefined();
  expect(certificate('old.shop.example')?.id).toBe('wild');
});

const file = join(import.meta.dirname, '../../../../../test/vectors/data/certs.json');
// Our own file: test certificates by name.
const certificates = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, { readonly cert: string }>>;

/** The status for a client that shows this certificate. */
function statusFor(client: object, shown: string | undefined, path = '/orders/1'): number | undefined {
  const config = {
    routes: [{ id: 'orders', uri: '/*', upstream: { type: 'roundrobin', nodes: { '10.20.2.11:8080': 1 } } }],
    ssls: [{ id: 'shop', sni: 'shop.example', client: { ca: certificates['ca']?.cert, ...client } }],
  };
  const evaluator = createEvaluator(config, { router: 'radixtree_host_uri', door: 'admin' });
  const own = shown === undefined ? undefined : certificates[shown]?.cert;
  const request = {
    method: 'GET',
    path,
    host: 'shop.example',
    headers: {},
    scheme: 'https',
    sni: 'shop.example',
  } as const;
  return evaluator.answer({ ...request, ...(own === undefined ? {} : { client_certificate: own }) }, { now: 0 }).status;
}

test('a client must show a certificate of the authority, or the handshake is closed', () => {
  expect(statusFor({}, 'alice')).toBe(200);
  expect(statusFor({}, 'mallory')).toBe(0);
  expect(statusFor({}, undefined)).toBe(0);
});

test('with exempt paths the handshake succeeds, and other paths answer 400', () => {
  const exempt = { skip_mtls_uri_regex: ['^/orders/free'] };
  expect(statusFor(exempt, undefined)).toBe(400);
  expect(statusFor(exempt, 'mallory')).toBe(400);
  expect(statusFor(exempt, undefined, '/orders/free/1')).toBe(200);
  expect(statusFor(exempt, 'alice')).toBe(200);
});
