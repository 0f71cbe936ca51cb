/** What the forms of an APISIX configuration make the reader say. */
import { describe } from 'vitest';
import { type Case, demonstrate, node } from './case.ts';

const text = (length: number): string => 'c'.repeat(length);
const pair = (key: string, value: object): object => ({ key: `/apisix/${key}`, value, createdIndex: 3 });
const stored = (...list: readonly object[]): object => ({ total: list.length, list });
const payments = { uri: '/pay*', upstream: node };

const dumps: readonly Case[] = [
  {
    code: 'APX090',
    says: 'revisions around an object have no effect',
    apisix: stored(pair('routes/payments', payments)),
    at: '/list/0/createdIndex',
    ledgerOnly: true,
  },
  {
    code: 'APX092',
    says: 'a plugin that is not loaded is skipped, and its route stays',
    apisix: stored(pair('routes/payments', { ...payments, plugins: { 'our-own': {} } })),
    at: '/list/0/value/plugins/our-own',
    spares: [{}],
  },
  {
    code: 'APX093',
    says: 'the Admin API gives certificates without keys',
    apisix: stored(
      pair('routes/payments', payments),
      pair('ssls/pay', { cert: text(128), sni: 'pay.example', validity_end: 1 }),
    ),
    at: '/list/1/value',
    selects: [{ scheme: 'https' }],
    spares: [{ scheme: 'http' }],
  },
  {
    code: 'APX094',
    says: 'what is no object of APISIX is named',
    apisix: { routes: stored(pair('routes/payments', payments)), notes: { by: 'ops' } },
    at: '/notes',
    spares: [{}],
  },
];

const service = { name: 'shop', upstream: { ...node, nodes: [{ host: '10.0.0.1', port: 80, weight: 1 }] } };

const adc: readonly Case[] = [
  {
    code: 'APX091',
    says: 'an object that the Admin API refuses does not come into being',
    apisix: { services: [{ ...service, routes: [{ name: 'pay', uris: ['/pay'], methods: ['LOOK'] }] }] },
    at: '/services/0/routes/0/methods/0',
    spares: [{}],
  },
  {
    code: 'APX095',
    says: 'a field that ADC does not know has no effect',
    apisix: { services: [{ ...service, routes: [{ name: 'pay', uris: ['/pay'], path: '/pay' }] }] },
    at: '/services/0/routes/0/path',
    spares: [{}],
  },
  {
    code: 'APX096',
    says: 'a variable that is not set is an empty text',
    apisix: { services: [{ ...service, routes: [{ name: 'pay', uris: ['/pay${MISSING}'] }] }] },
    at: '/services/0/routes/0/uris/0',
    spares: [{}],
  },
];

describe('dumps of the store', () => demonstrate(dumps));
describe('files of ADC', () => demonstrate(adc));
