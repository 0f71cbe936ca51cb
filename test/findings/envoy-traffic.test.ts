/** What Envoy does otherwise with answers and copies of requests. */
import { type Case, demonstrate, withPlugin } from './case.ts';

const traffic: readonly Case[] = [
  {
    code: 'ENV150',
    says: 'answers are compressed by Lua only, for clients that accept it',
    apisix: withPlugin('gzip', {}),
    at: '/routes/0/plugins/gzip',
    selects: [{ headers: { 'accept-encoding': 'br, gzip' } }, { headers: { 'accept-encoding': 'gzip;q=0.5' } }],
    spares: [
      {},
      { headers: { 'accept-encoding': 'br' } },
      { headers: { 'accept-encoding': 'gzip;q=0' } },
      { headers: { 'accept-encoding': 'gzip', via: '1.1 proxy' } },
    ],
  },
];

demonstrate(traffic);
