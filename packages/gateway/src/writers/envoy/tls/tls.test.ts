import { readFileSync } from 'node:fs';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Certificate, Model } from '../../../model/model.ts';
import { echo, serve, type Served } from '../testing/envoy.ts';
import { leaf, model, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';

const file = new URL('../../../../../../test/vectors/data/certs.json', import.meta.url);
// Our own file: certificates and keys by name.
const pem = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { readonly cert: string; readonly key: string }>;
const pair = (name: string): { readonly certificate: string; readonly key: string } => {
  const found = pem[name];
  if (found === undefined) throw new Error(`no certificate ${name}`);
  return { certificate: found.cert, key: found.key };
};

const certificate = (name: string, names: readonly string[], rest: Partial<Certificate> = {}): Certificate => ({
  names,
  pairs: [pair(name)],
  client: undefined,
  protocols: [],
  sources: [leaf(`${name}.cert`), leaf(`${name}.key`)],
  ...rest,
});

const listening = (certificates: readonly Certificate[], port: number): Model =>
  model([rule('orders', '/orders/')], [upstream('shop', port)], {
    listeners: [
      { address: '127.0.0.1', port: 0, tls: false, assumed: false, sources: [leaf('node_listen')] },
      { address: '127.0.0.1', port: 0, tls: true, assumed: false, sources: [leaf('ssl.listen')] },
    ],
    certificates,
  });

const write = (source: Model, ledger = createLedger()) =>
  envoyWriter.write(source, ledger, { allow: new Set(), secrets: 'inline', unsupported: 'close', listen: undefined });
const text = (written: ReturnType<typeof write>): string => Array.from(written.files[0]?.chunks ?? []).join('');

const members = {
  authority: { client: { authority: pair('ca').certificate, depth: 1 } },
};
const certificates = [
  certificate('wildbank', ['*.bank.example']),
  certificate('bank', ['pay.bank.example']),
  certificate('shop', ['shop.example'], { protocols: ['TLSv1.2'] }),
  certificate('voice', ['members.example', '*.members.example'], members.authority),
];

describe('a listener with TLS', () => {
  let upstreamEcho: Awaited<ReturnType<typeof echo>>;
  let envoy: Served;
  beforeAll(async () => {
    upstreamEcho = await echo();
    envoy = await serve([text(write(listening(certificates, upstreamEcho.port)))]);
  });
  afterAll(async () => {
    await envoy?.stop();
    await upstreamEcho?.stop();
  });
  const subject = async (sni: string): Promise<string> => (await envoy.askTls('/orders/1', { sni })).subject;

  test('shows the certificate of the exact name, whatever wildcards there are', async () => {
    expect(await subject('pay.bank.example')).not.toBe(await subject('gold.bank.example'));
    expect(await subject('SHOP.example')).toBe(await subject('shop.example'));
  });

  test('refuses the handshake for other names, for two labels under a wildcard, and without a name', async () => {
    for (const sni of ['orders.example', 'a.b.bank.example', 'bank.example', undefined])
      await expect(envoy.askTls('/orders/1', { sni })).rejects.toThrow();
  });

  test('tells upstreams that the client came over HTTPS, whatever the client says', async () => {
    const spoof = { 'x-forwarded-proto': 'http' };
    const secure = await envoy.askTls('/orders/1', { sni: 'shop.example', headers: spoof });
    expect(JSON.parse(secure.body)).toMatchObject({ headers: { 'x-forwarded-proto': 'https' } });
    const plain = await envoy.ask('GET', '/orders/1', { host: 'shop.example', 'x-forwarded-proto': 'https' });
    expect(JSON.parse(plain.body)).toMatchObject({ headers: { 'x-forwarded-proto': 'http' } });
    expect(plain.body).not.toContain('x-banyan');
  });

  test('demands a certificate of the client where one is configured', async () => {
    const sni = 'members.example';
    await expect(envoy.askTls('/orders/1', { sni })).rejects.toThrow();
    const own = pem['alice'];
    if (own === undefined) throw new Error('no certificate of a client');
    expect((await envoy.askTls('/orders/1', { sni, own })).status).toBe(200);
  });

  test('refuses a host that demands a certificate under the server name of another', async () => {
    for (const host of ['members.example', 'Members.Example:9443', 'members.example.', 'gold.members.example'])
      expect((await envoy.askTls('/orders/1', { sni: 'shop.example', host })).status, host).toBe(400);
    expect((await envoy.askTls('/orders/1', { sni: 'shop.example', host: 'orders.example' })).status).toBe(200);
    expect((await envoy.ask('GET', '/orders/1', { host: 'members.example' })).status).toBe(200);
  });
});

test('every source of a certificate is marked, and the file is a secret', () => {
  const ledger = createLedger();
  const written = write(listening(certificates, 8080), ledger);
  const sources = certificates.flatMap((one) => one.sources);
  expect(sources.map((node) => ledger.entry(node)?.verdict)).toEqual(sources.map(() => 'exact'));
  expect(written.files[0]?.secret).toBe(true);
  expect(written.findings.map(({ code }) => code)).toContain('ENV044');
});

test('a key of another certificate is left out and said, and so is a version that Envoy does not speak', () => {
  const wrong = { certificate: pair('shop').certificate, key: pair('bank').key };
  const codes = (one: Certificate) => write(listening([one], 8080)).findings.map(({ code }) => code);
  expect(codes(certificate('shop', ['shop.example'], { pairs: [wrong] }))).toContain('ENV063');
  expect(codes(certificate('shop', ['shop.example'], { pairs: [pair('shop'), wrong] }))).toContain('ENV064');
  expect(codes(certificate('shop', ['shop.example'], { protocols: ['TLSv1.1'] }))).toContain('ENV063');
  expect(codes(certificate('shop', ['shop.example'], { protocols: ['TLSv1.1', 'TLSv1.3'] }))).toContain('ENV064');
});

test('the routes stand in the file once, however many certificates there are', () => {
  const content = text(write(listening(certificates, 8080)));
  expect(content.match(/^ *(?:- )?{?name: orders\b/gm)).toHaveLength(1);
  expect(content.match(/typed_config: \*http$/gm)).toHaveLength(certificates.length);
});
