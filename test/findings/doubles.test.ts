/** What is said about limits, keys and certificates while traffic is divided. */
import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { type Case, demonstrate, payments, withPlugin } from './case.ts';

const tls = 'apisix:\n  node_listen: 9080\n  ssl:\n    enable: true\n    listen:\n      - port: 9443\n';
const certificates: unknown = JSON.parse(readFileSync(`${import.meta.dirname}/../vectors/data/certs.json`, 'utf8'));
const shop: unknown = Reflect.get(Object(certificates), 'shop');

const doubles: readonly Case[] = [
  {
    code: 'APX080',
    says: 'a limit counts on both sides, which no answer shows by itself',
    apisix: withPlugin('limit-count', { count: 5, time_window: 60 }),
    at: '/routes/0/plugins/limit-count',
    spares: [{}],
  },
  {
    code: 'APX081',
    says: 'tokens must be valid on both sides',
    apisix: withPlugin('csrf', { key: 'a-key-of-the-shop' }),
    at: '/routes/0/plugins/csrf',
    spares: [{}],
  },
  {
    code: 'APX082',
    says: 'the certificate that expires first is named',
    apisix: payments({}, { ssls: [{ id: 'shop', sni: 'pay.example', ...Object(shop) }] }),
    config: tls,
    anywhere: true,
    spares: [{ scheme: 'https' }],
  },
];

describe('what doubles', () => demonstrate(doubles));
