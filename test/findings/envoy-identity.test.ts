/** What the writer for Envoy says about authentication. */
import { type Case, demonstrate, withPlugin } from './case.ts';

const basic = { consumers: [{ username: 'ada', plugins: { 'basic-auth': { username: 'ada', password: 'sesame' } } }] };

const key = { consumers: [{ username: 'ada', plugins: { 'key-auth': { key: 'sesame' } } }] };

demonstrate([
  {
    code: 'ENV070',
    says: 'a route whose keys may not stand in the configuration is closed',
    apisix: withPlugin('key-auth', {}, key),
    options: { secrets: 'refuse' },
    at: '/routes/0/plugins/key-auth',
    selects: [{ headers: { apikey: 'sesame' } }],
  },
  {
    code: 'ENV071',
    says: 'white space inside credentials is not taken out',
    apisix: withPlugin('basic-auth', {}, basic),
    at: '/routes/0/plugins/basic-auth',
    selects: [{ headers: { authorization: `Basic ${Buffer.from('a da:sesame').toString('base64')}` } }],
    spares: [
      { headers: { authorization: `Basic ${Buffer.from('ada:sesame').toString('base64')}` } },
      { headers: { authorization: 'Bearer x' } },
      {},
    ],
  },
  {
    code: 'ENV072',
    says: 'signatures with shared secrets are not checked without Lua',
    apisix: withPlugin('hmac-auth', {}),
    at: '/routes/0/plugins/hmac-auth',
    selects: [{}],
  },
  {
    code: 'ENV073',
    says: 'no token against forged requests is issued without Lua',
    apisix: withPlugin('csrf', { key: 'sesame' }),
    at: '/routes/0/plugins/csrf',
    selects: [{}],
    spares: [{ method: 'POST' }],
  },
] satisfies readonly Case[]);
