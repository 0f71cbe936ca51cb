/** What the reader of APISIX says: a source for each code, its place, and whom it affects. */
import { describe } from 'vitest';
import { type Case, demonstrate, node, payments, withPlugin } from './case.ts';

const text = (length: number): string => 'c'.repeat(length);
const certificate = { id: 'pay', cert: text(128), key: text(64), sni: 'pay.example' };
const tls = 'apisix:\n  node_listen: 9080\n  ssl:\n    listen:\n      - port: 9443\n';

const objects: readonly Case[] = [
  {
    code: 'APX005',
    says: 'a section that APISIX does not know has no effect',
    apisix: payments({}, { rutes: [] }),
    at: '/rutes',
  },
  { code: 'APX006', says: 'a section must be a list', apisix: { routes: { payments: {} } }, at: '/routes' },
  {
    code: 'APX012',
    says: 'a route that is switched off has no effect',
    apisix: payments({ status: 0 }),
    at: '/routes/0/uri',
    ledgerOnly: true,
  },
  {
    code: 'APX013',
    says: 'an upstream that no route uses is named',
    apisix: payments({}, { upstreams: [{ id: 'orders', ...node }] }),
    at: '/upstreams/0',
    spares: [{}],
  },
  {
    code: 'APX015',
    says: 'a hash key without hashing has no effect',
    apisix: payments({ upstream: { ...node, key: 'remote_addr' } }),
    at: '/routes/0/upstream/key',
    ledgerOnly: true,
  },
  {
    code: 'APX026',
    says: 'nodes from a service registry are not converted',
    apisix: payments({ upstream: { type: 'roundrobin', service_name: 'payments', discovery_type: 'dns' } }),
    at: '/routes/0/upstream/service_name',
    selects: [{}],
  },
  {
    code: 'APX027',
    says: 'an upstream of a message queue is not converted',
    apisix: payments({ upstream: { ...node, scheme: 'kafka' } }),
    at: '/routes/0/upstream/scheme',
    selects: [{}],
  },
  {
    code: 'APX055',
    says: 'an upstream that every route overrides has no effect',
    apisix: payments(
      { service_id: 'orders' },
      { services: [{ id: 'orders', upstream: { nodes: { '10.0.0.2:80': 1 } } }] },
    ),
    at: '/services/0/upstream/nodes/10.0.0.2:80',
    ledgerOnly: true,
  },
  {
    code: 'APX067',
    says: 'a route of the stream proxy is not converted',
    apisix: payments({}, { stream_routes: [{ id: 'voice', server_port: 9100, upstream: node }] }),
    at: '/stream_routes/0',
    spares: [{}],
  },
];

const matching: readonly Case[] = [
  {
    code: 'APX034',
    says: 'a path that makes no regular expression closes what it could match',
    apisix: payments({ uri: '/pay*(/:id' }),
    at: '/routes/0/uri',
    selects: [{ path: '/pay/7' }],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'APX037',
    says: 'a header that is sent in both spellings, or in a mixed one, is announced',
    apisix: payments({ vars: [['http_x_tenant_id', '==', 'voice']] }),
    at: '/routes/0/vars',
    selects: [{ headers: { X_Tenant_Id: 'voice', 'X-Tenant-Id': 'chat' } }, { headers: { 'X-Tenant_Id': 'voice' } }],
    spares: [{ headers: { 'X-Tenant-Id': 'voice' } }, { headers: { X_Tenant_Id: 'voice' } }],
  },
];

const certificates: readonly Case[] = [
  {
    code: 'CNV006',
    says: 'a certificate is not used where the target is told to listen elsewhere',
    apisix: payments({}, { ssls: [certificate] }),
    config: tls,
    options: { listen: { address: '127.0.0.1', port: 8080 } },
    at: '/ssls/0/cert',
    selects: [{ scheme: 'https', sni: 'pay.example' }],
    spares: [{ scheme: 'http' }, { scheme: 'https', host: 'voice.example', sni: 'voice.example' }],
  },
  {
    code: 'APX028',
    says: 'a certificate for the upstream that is kept elsewhere is not converted',
    apisix: payments(
      { upstream: { ...node, scheme: 'https', tls: { client_cert_id: 'pay' } } },
      { ssls: [{ id: 'pay', type: 'client', cert: '$secret://vault/1/pay/cert', key: '$secret://vault/1/pay/key' }] },
    ),
    at: '/ssls/0',
    selects: [{}],
  },
  {
    code: 'APX029',
    says: 'a certificate in a vault cannot be shown',
    apisix: payments({}, { ssls: [{ ...certificate, cert: '$secret://vault/1/pay/cert' }] }),
    config: tls,
    at: '/ssls/0',
    selects: [{ scheme: 'https' }],
    spares: [{ scheme: 'http' }],
  },
  {
    code: 'APX040',
    says: 'a certificate has no effect where nothing listens with TLS',
    apisix: payments({}, { ssls: [certificate] }),
    at: '/ssls/0/sni',
    ledgerOnly: true,
  },
  {
    code: 'APX041',
    says: 'paths without a client certificate are not converted',
    apisix: payments({}, { ssls: [{ ...certificate, client: { ca: text(128), skip_mtls_uri_regex: ['/health'] } }] }),
    config: tls,
    at: '/ssls/0/client/skip_mtls_uri_regex',
    selects: [{ scheme: 'https', sni: 'PAY.example' }],
    spares: [{ scheme: 'http' }, { scheme: 'https', sni: 'bank.example' }],
  },
];

const settings: readonly Case[] = [
  {
    code: 'APX039',
    says: 'an option that changes paths is not converted without Lua',
    apisix: payments(),
    config: 'apisix:\n  node_listen: 9080\n  delete_uri_tail_slash: true\n',
    at: '/apisix/delete_uri_tail_slash',
    selects: [{ path: '/pay/' }],
    spares: [{ path: '/pay' }],
  },
  {
    code: 'APX042',
    says: 'a limit of nginx is not converted',
    apisix: payments(),
    config: 'apisix:\n  node_listen: 9080\nnginx_config:\n  http:\n    client_max_body_size: 10m\n',
    at: '/nginx_config/http/client_max_body_size',
    selects: [{}],
  },
  {
    code: 'APX043',
    says: 'where APISIX stores its configuration changes no answer',
    apisix: payments(),
    config: 'apisix:\n  node_listen: 9080\ndeployment:\n  role: data_plane\n',
    at: '/deployment/role',
    ledgerOnly: true,
  },
];

const plugins: readonly Case[] = [
  {
    code: 'APX053',
    says: 'a plugin that is switched off has no effect',
    apisix: withPlugin('cors', { _meta: { disable: true } }),
    at: '/routes/0/plugins/cors/_meta/disable',
    ledgerOnly: true,
  },
  {
    code: 'APX061',
    says: 'a directory entry of a consumer is not converted',
    apisix: payments({}, { consumers: [{ username: 'ada', plugins: { 'ldap-auth': { user_dn: 'cn=ada' } } }] }),
    at: '/consumers/0/plugins/ldap-auth',
    spares: [{}],
  },
  {
    code: 'APX060',
    says: 'a key in a secret manager is not known',
    apisix: withPlugin(
      'key-auth',
      {},
      { consumers: [{ username: 'ada', plugins: { 'key-auth': { key: '$secret://vault/1/ada/key' } } }] },
    ),
    at: '/consumers/0/plugins/key-auth',
    selects: [{ headers: { apikey: 'whatever-it-is' } }],
  },
  {
    code: 'APX072',
    says: 'a name that the metadata lacks breaks answers off',
    apisix: withPlugin(
      'cors',
      { allow_origins_by_metadata: ['shop'] },
      { plugin_metadata: [{ id: 'cors', allow_origins: { bank: 'https://bank.example' } }] },
    ),
    at: '/routes/0/plugins/cors/allow_origins_by_metadata',
    selects: [{}],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'APX069',
    says: 'a reference that leads to an object breaks answers off',
    apisix: withPlugin('response-rewrite', { body: '$env://SHOP/ada' }),
    options: { environment: { SHOP: '{"ada":{"key":"x"}}' } },
    at: '/routes/0/plugins/response-rewrite',
    selects: [{}],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'APX068',
    says: 'metadata of a plugin that acts is not converted',
    apisix: withPlugin('datadog', {}, { plugin_metadata: [{ id: 'datadog', host: '127.0.0.1', port: 8125 }] }),
    at: '/plugin_metadata/0',
    selects: [{}],
  },
];

describe('objects of APISIX', () => demonstrate(objects));
describe('paths, headers and variables of APISIX', () => demonstrate(matching));
describe('certificates of APISIX', () => demonstrate(certificates));
describe('the gateway’s own configuration', () => demonstrate(settings));
describe('plugins of APISIX', () => demonstrate(plugins));
