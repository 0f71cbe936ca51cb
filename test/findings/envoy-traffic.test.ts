/** What Envoy does otherwise with answers and copies of requests. */
import { type Case, demonstrate, withPlugin } from './case.ts';

const lua = { allow: new Set(['lua'] as const) };

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
  {
    code: 'ENV151',
    says: 'copies of requests are sent by Lua only',
    apisix: withPlugin('proxy-mirror', { host: 'http://10.0.0.9:9001' }),
    at: '/routes/0/plugins/proxy-mirror',
    selects: [{}],
  },
  {
    code: 'ENV152',
    says: 'a body that is copied must fit into the buffer',
    apisix: withPlugin('proxy-mirror', { host: 'http://10.0.0.9:9001' }),
    options: lua,
    at: '/routes/0/plugins/proxy-mirror',
    selects: [{ method: 'POST', headers: { 'content-length': '2000000' } }],
    spares: [{}, { method: 'POST', headers: { 'content-length': '1000000' } }],
  },
  {
    code: 'ENV143',
    says: 'a log goes to the standard output, and no answer changes',
    apisix: withPlugin('http-logger', { uri: 'http://logs.voice.example/' }),
    at: '/routes/0/plugins/http-logger',
    spares: [{}],
  },
];

demonstrate(traffic);
