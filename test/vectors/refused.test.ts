import { expect, test } from 'vitest';
import { fieldsIn } from './refused.ts';

const rewrite = { routes: [{ uri: '/', plugins: { 'proxy-rewrite': { host: '$http_x', method: 'GET' } } }] };

test.each([
  [
    'the plugin and the property that is quoted',
    'failed to check the configuration of plugin proxy-rewrite err: property "host" validation failed: wrong',
    rewrite,
    [['proxy-rewrite'], ['host']],
  ],
  [
    'the plugin and both members that exclude each other',
    'failed to check the configuration of plugin redirect err: only one of `http_to_https` and `ret_code` can be configured.',
    { plugins: { redirect: { http_to_https: true, ret_code: 301 } } },
    [['redirect'], ['http_to_https', 'ret_code']],
  ],
  [
    'the reference that leads nowhere',
    'failed to fetch ssl info by ssl id [gwc]: none',
    { tls: { client_cert_id: 'gwc' }, ssls: [{ id: 'gwc' }] },
    [['client_cert_id']],
  ],
  [
    'the member that the words name',
    "failed to check the configuration of plugin workflow err: failed to validate the 'limit-count' action: group is not supported",
    { plugins: { workflow: { rules: [{ actions: [['limit-count', { group: 'a' }]] }] } } },
    [['workflow'], ['group']],
  ],
])('a refusal is looked for at %s', (_, message, config, fields) => {
  expect(fieldsIn(message, config)).toEqual(fields);
});
