/** ApisixUpstream and its settings for a port as fields of an upstream (`internal/adc/translator/apisixupstream.go`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { idOf, itemsOf, numberOf, textOf } from '../../typed.ts';
import type { Fields } from './fields.ts';
import { part, seconds, timeout, translated } from './fields.ts';
import type { Manifest } from './manifest.ts';
import { pairOf, secretOf } from './secret.ts';
import type { Translation } from './translation.ts';
import { inert, mark, markEnvelope } from './translation.ts';

const healthy: Fields = { httpCodes: { to: 'http_statuses' }, successes: { to: 'successes' } };
const unhealthy: Fields = {
  httpCodes: { to: 'http_statuses' },
  httpFailures: { to: 'http_failures' },
  tcpFailures: { to: 'tcp_failures' },
  timeout: { to: 'timeouts' },
  timeouts: { to: 'timeouts' },
};
const interval = { interval: { to: 'interval', as: seconds } };

const active: Fields = {
  type: { to: 'type' },
  timeout: { to: 'timeout', as: seconds },
  concurrency: { to: 'concurrency' },
  host: { to: 'host' },
  port: { to: 'port' },
  httpPath: { to: 'http_path' },
  strictTLS: { to: 'https_verify_certificate' },
  requestHeaders: { to: 'req_headers' },
  healthy: { to: 'healthy', as: part({ ...healthy, ...interval }, 'healthCheck') },
  unhealthy: { to: 'unhealthy', as: part({ ...unhealthy, ...interval }, 'healthCheck') },
};

const passive: Fields = {
  type: { to: 'type' },
  healthy: { to: 'healthy', as: part(healthy, 'healthCheck') },
  unhealthy: { to: 'unhealthy', as: part(unhealthy, 'healthCheck') },
};

export const healthCheck = part(
  {
    active: { to: 'active', as: part(active, 'healthCheck') },
    passive: { to: 'passive', as: part(passive, 'healthCheck') },
  },
  'healthCheck',
);

/** Fields whose value is handled apart: they become several fields, or none. */
const apart = { as: () => undefined, to: '' } as const;

export const commonFields: Fields = {
  scheme: { to: 'scheme' },
  retries: { to: 'retries' },
  timeout: { to: 'timeout', as: timeout },
  passHost: { to: 'pass_host' },
  upstreamHost: { to: 'upstream_host' },
  healthCheck: { to: 'checks', as: healthCheck },
  loadbalancer: apart,
};

const upstreamFields: Fields = {
  ...commonFields,
  discovery: apart,
  tlsSecret: apart,
  subsets: apart,
  externalNodes: apart,
  portLevelSettings: apart,
  ingressClassName: apart,
  port: apart,
};

export type Entries = (readonly [string, Node | undefined])[];

/** Type, key and what it is hashed on. */
export const balancer = (translation: Translation, spec: Node | undefined): Entries =>
  translated(
    translation,
    child(spec, 'loadbalancer'),
    { type: { to: 'type' }, hashOn: { to: 'hash_on' }, key: { to: 'key' } },
    'loadbalancer',
  );

const discovery = (translation: Translation, spec: Node | undefined): Entries =>
  translated(
    translation,
    child(spec, 'discovery'),
    { serviceName: { to: 'service_name' }, type: { to: 'discovery_type' }, args: { to: 'discovery_args' } },
    'discovery',
  );

function clientCertificate(translation: Translation, namespace: string, spec: Node | undefined): Entries {
  const reference = child(spec, 'tlsSecret');
  if (reference === undefined) return [];
  const name = idOf(child(reference, 'name')) ?? '';
  const texts = secretOf(translation, idOf(child(reference, 'namespace')) ?? namespace, name);
  const { certificate, key } = pairOf(texts ?? new Map());
  if (certificate === undefined || key === undefined) {
    inert(translation, reference, 'tlsSecret', { routes: 'all', when: { always: true } });
    return [];
  }
  mark(translation, reference, 'exact');
  return [
    [
      'tls',
      translation.make.object(reference, [
        ['client_cert', certificate],
        ['client_key', key],
      ]),
    ],
  ];
}

function configuration(translation: Translation, namespace: string, spec: Node | undefined): Entries {
  const fields = translated(translation, spec, upstreamFields, 'ApisixUpstream').filter(([name]) => name !== '');
  for (const subset of itemsOf(child(spec, 'subsets'))) mark(translation, subset, 'ignored', 'APX090');
  return [
    ...fields,
    ...balancer(translation, spec),
    ...discovery(translation, spec),
    ...clientCertificate(translation, namespace, spec),
  ];
}

/** Fields of an upstream that ApisixUpstream sets for a port of its Service. */
export function settingsOf(translation: Translation, upstream: Manifest, port: number | undefined): Entries {
  markEnvelope(translation, upstream);
  translation.referred.add(upstream.node);
  const own = configuration(translation, upstream.namespace, upstream.spec);
  const levels = itemsOf(child(upstream.spec, 'portLevelSettings')).filter(
    (level) => port !== undefined && numberOf(child(level, 'port')) === port,
  );
  return levels.reduce((entries, level) => {
    mark(translation, child(level, 'port'), 'exact');
    const further = configuration(translation, upstream.namespace, level).filter(([, node]) => node !== undefined);
    const replaced = new Set(further.map(([name]) => name));
    return [...entries.filter(([name]) => !replaced.has(name)), ...further];
  }, own);
}

/** Names outside the cluster, or Services that stand for one. */
export function externalNodes(translation: Translation, upstream: Manifest): Node[] {
  const { make, cluster } = translation;
  const secure = (textOf(child(upstream.spec, 'scheme')) ?? '').endsWith('s');
  return itemsOf(child(upstream.spec, 'externalNodes')).flatMap((node) => {
    const name = child(node, 'name');
    mark(translation, child(node, 'type'), 'exact');
    if (name === undefined) return [];
    const service =
      textOf(child(node, 'type')) === 'Domain'
        ? undefined
        : cluster.find('Service.v1', upstream.namespace, textOf(name) ?? '');
    const external = child(service?.spec, 'externalName');
    if (service !== undefined) translation.referred.add(service.node);
    const host = external === undefined ? name : make.value(name, textOf(external) ?? '', [name, external]);
    return [
      make.object(node, [
        ['host', host],
        ['port', child(node, 'port') ?? make.value(node, secure ? 443 : 80, [])],
        ['weight', child(node, 'weight') ?? make.value(node, 100, [])],
      ]),
    ];
  });
}
