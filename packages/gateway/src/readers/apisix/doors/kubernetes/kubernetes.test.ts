import { createLedger } from '@banyan/core/ledger/ledger.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import { eachWrittenLeaf } from '@banyan/core/document/values.ts';
import type { Document } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { describe as suite, expect, test } from 'vitest';
import type { Model } from '../../../../model/model.ts';
import { apisixReader } from '../../reader.ts';

interface Read {
  readonly model: Model;
  readonly said: readonly string[];
  readonly ledger: Ledger;
  readonly documents: readonly Document[];
}

function read(yaml: string): Read {
  const parsed = apisixReader.parse({ name: 'shop.yaml', bytes: new TextEncoder().encode(yaml) }, { environment: {} });
  if (!parsed.ok) throw new Error(parsed.error.map(({ code }) => code).join(' '));
  expect(apisixReader.doorOf(parsed.value)).toBe('apisix-kubernetes');
  const ledger = createLedger();
  const result = apisixReader.read(parsed.value, ledger, {});
  if (!result.ok) throw new Error(result.error.map(({ code }) => code).join(' '));
  const said = result.value.findings
    .filter(({ code }) => code !== 'APX030' && code !== 'APX031')
    .map(({ code, source }) => `${code} ${source?.document}${source?.pointer}`);
  return { model: result.value, said, ledger, documents: parsed.value };
}

const head = (kind: string, name: string, version = 'v2'): string =>
  `apiVersion: apisix.apache.org/${version}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n`;

const service = `
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec:
  clusterIP: 10.96.0.7
  ports: [{name: http, port: 80, targetPort: 8080}]
`;

const slice = `
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: orders-x1, namespace: shop, labels: {kubernetes.io/service-name: orders}}
ports: [{name: http, port: 8080}]
endpoints:
- {addresses: [10.1.0.1], conditions: {ready: true}}
- {addresses: [10.1.0.2], conditions: {ready: false}}
`;

const route = (rule: string): string => `${head('ApisixRoute', 'shop')}spec:\n  http:\n  - name: orders\n${rule}`;
const simple = `    match: {paths: [/orders/*], hosts: [Shop.Example]}
    backends: [{serviceName: orders, servicePort: http}]
`;

const nodesOf = ({ model }: Read): unknown[] =>
  Array.from(model.upstreams.values(), ({ nodes }) => nodes.map(({ host, port, weight }) => [host, port, weight]));

suite('ApisixRoute', () => {
  test('a rule has the hosts of its match, in lower case, and is called by namespace, name and rule', () => {
    const { model } = read(route(simple) + service + slice);
    expect(model.rules.map(({ route: name, host }) => [name, host])).toMatchObject([
      ['shop_shop_orders', { kind: 'exact', name: 'shop.example' }],
    ]);
  });

  test('its nodes are the ready addresses of the pods', () => {
    expect(nodesOf(read(route(simple) + service + slice))).toEqual([[['10.1.0.1', 8080, 100]]]);
  });

  test('its node is the address of the Service where the rule asks for that', () => {
    const rule = simple.replace('servicePort: http', 'servicePort: 80, resolveGranularity: service');
    expect(nodesOf(read(route(rule) + service + slice))).toEqual([[['10.96.0.7', 80, 100]]]);
  });

  test('without the Service its name in the cluster stands for the pods', () => {
    const found = read(route(simple.replace('servicePort: http', 'servicePort: 80')));
    expect(nodesOf(found)).toEqual([[['orders.shop.svc.cluster.local', 80, 100]]]);
    expect(found.said).toContain('APX099 0/spec/http/0/backends/0/serviceName');
  });

  test('conditions become vars, one wrong one refuses the whole object', () => {
    const exprs = `    match:
      paths: [/orders]
      exprs: [{subject: {scope: Header, name: X-Tenant}, op: Equal, value: acme}]
    backends: [{serviceName: orders, servicePort: 80}]
`;
    expect(read(route(exprs)).model.rules[0]?.condition).toMatchObject({
      any: [
        { subject: 'header:x-tenant', equals: 'acme' },
        { subject: 'header:x_tenant', equals: 'acme' },
      ],
    });
    const wrong = read(route(exprs.replace('Equal', 'Like')));
    expect(wrong.model.rules).toEqual([]);
    expect(wrong.said).toEqual(['APX097 0/spec/http/0/match/exprs/0/op']);
  });

  test('plugins of the ApisixPluginConfig come first, those of the rule over them, authentication over both', () => {
    const rule = `${simple.replace('servicePort: http', 'servicePort: 80')}    plugin_config_name: common
    plugins: [{name: cors, enable: true, config: {max_age: 7}}, {name: echo, enable: false, config: {}}]
    authentication: {enable: true, type: keyAuth, keyAuth: {header: X-Key}}
`;
    const common = `\n---\n${head('ApisixPluginConfig', 'common')}spec:
  plugins:
  - {name: cors, enable: true, config: {max_age: 5}}
  - {name: proxy-rewrite, enable: true, config: {headers: {set: {X-Shop: a}}}}
`;
    const { model } = read(route(rule) + common);
    const policies = model.rules[0]?.policies ?? [];
    expect(policies.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['cors', 'authenticate-by-key']));
    expect(policies.find(({ kind }) => kind === 'cors')).toMatchObject({ maxAge: 7 });
    expect(read(route(rule)).said).toEqual(['APX097 0/spec/http/0/plugin_config_name']);
  });

  test('several backends share the traffic by their weights', () => {
    const rule = `    match: {paths: [/orders]}
    backends:
    - {serviceName: orders, servicePort: 80, weight: 9}
    - {serviceName: orders-next, servicePort: 80, weight: 1}
`;
    const { model, said } = read(route(rule));
    expect(said.filter((line) => /^APX09[0-8]/.test(line))).toEqual([]);
    const split = model.rules[0]?.policies.find(({ kind }) => kind === 'choose-upstream');
    const weights =
      split?.kind === 'choose-upstream' && split.alternatives.map(({ to }) => 'shares' in to && to.shares);
    expect(weights).toMatchObject([[{ weight: 9 }, { weight: 1 }]]);
  });
});

suite('ApisixUpstream', () => {
  const upstream = `\n---\n${head('ApisixUpstream', 'orders')}spec:
  scheme: https
  retries: 2
  timeout: {connect: 5s, read: 1m30s}
  loadbalancer: {type: chash, hashOn: header, key: X-User}
  portLevelSettings: [{port: 80, scheme: grpc}]
`;
  test('of the name of the Service says how it is called, and its settings for the port win', () => {
    const { model } = read(route(simple) + service + slice + upstream);
    expect(Array.from(model.upstreams.values())).toMatchObject([
      { scheme: 'grpc', retries: 2, timeouts: { connect: 5, read: 90, send: 60 } },
    ]);
  });

  test('that no rule reaches is named', () => {
    expect(read(`${head('ApisixUpstream', 'other')}spec: {scheme: https}\n`).said).toEqual(['APX013 0']);
  });

  test('with external nodes serves a rule by its own name', () => {
    const rule = '    match: {paths: [/x]}\n    upstreams: [{name: partner}]\n';
    const partner = `\n---\n${head('ApisixUpstream', 'partner')}spec:
  scheme: https
  externalNodes: [{type: Domain, name: api.partner.example}]
`;
    expect(nodesOf(read(route(rule) + partner))).toEqual([[['api.partner.example', 443, 100]]]);
  });
});

suite('consumers and certificates', () => {
  const secret = `\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: alice, namespace: shop}\ndata: {key: c2VzYW1l, note: aGVsbG8=}\n`;
  const consumer = `${head('ApisixConsumer', 'alice')}spec: {authParameter: {keyAuth: {secretRef: {name: alice}}}}\n`;

  test('a key stands in the Secret', () => {
    expect(read(consumer + secret).model.consumers).toMatchObject([
      { name: 'shop_alice', credentials: [{ kind: 'key', key: 'sesame' }] },
    ]);
  });

  test('without its Secret a consumer is not taken over', () => {
    const found = read(consumer);
    expect(found.model.consumers).toEqual([]);
    expect(found.said).toEqual(['APX097 0/spec/authParameter/keyAuth/secretRef']);
  });

  test('values of a Secret that nobody asks for are secrets all the same', () => {
    const { ledger, documents } = read(consumer + secret);
    const [, second] = documents;
    const open: string[] = [];
    if (second !== undefined) {
      eachWrittenLeaf(second.root, (leaf) => {
        if (placeOf(leaf).pointer.startsWith('/data/') && !ledger.isSecret(leaf)) open.push(placeOf(leaf).pointer);
      });
    }
    expect(open).toEqual([]);
  });

  test('Consumer of v1alpha1 has credentials of its own', () => {
    const newer = `${head('Consumer', 'bob', 'v1alpha1')}spec:
  gatewayRef: {name: apisix}
  credentials: [{type: key-auth, name: one, config: {key: k1}}]
`;
    expect(read(newer).model.consumers).toMatchObject([
      { name: 'shop_bob', credentials: [{ kind: 'key', key: 'k1' }] },
    ]);
  });

  test('a certificate without its Secret is named', () => {
    const tls = `${head('ApisixTls', 'shop')}spec: {hosts: [shop.example], secret: {name: tls, namespace: shop}}\n`;
    expect(read(tls).said).toEqual(['APX097 0/spec/secret']);
  });
});

suite('what is not converted is named', () => {
  test('routes of the Gateway API and what acts on them', () => {
    const policy = `${head('HTTPRoutePolicy', 'p', 'v1alpha1')}spec: {targetRefs: [], priority: 9}\n`;
    expect(read(policy).said).toEqual(['APX101 0']);
  });

  test('a port by name without its Service', () => {
    expect(read(route(simple)).said).toContain('APX100 0/spec/http/0/backends/0/servicePort');
  });

  test('a reference that leads nowhere', () => {
    expect(read(route('    match: {paths: [/x]}\n    upstreams: [{name: nobody}]\n')).said).toContain(
      'APX098 0/spec/http/0/upstreams/0',
    );
  });
});
