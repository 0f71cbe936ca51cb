import { expect, test } from 'vitest';
import { readCertificates } from './tls.ts';

const certificate = readCertificates({
  ssls: [
    { id: 'wild', snis: ['*.shop.example'] },
    { id: 'exact', sni: 'api.shop.example', client: { ca: 'x' } },
    { id: 'off', sni: 'old.shop.example', status: 0 },
  ],
});

test('the exact name wins over a wildcard, whatever their order', () => {
  expect(certificate('API.shop.example')).toMatchObject({ id: 'exact', asksClient: true });
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
