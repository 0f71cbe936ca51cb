/** The same configuration in each form in which APISIX's come. */
type Value = Readonly<Record<string, unknown>>;
export type Sections = Readonly<Record<string, readonly Value[]>>;

export interface Form {
  readonly door: string;
  readonly name: string;
  write(config: Sections): string;
}

const idOf = (value: Value): string => String(value['id'] ?? value['username']);

const json = (value: unknown): string => JSON.stringify(value, null, 1);

function pairs(config: Sections): { key: string; value: Value }[] {
  return Object.entries(config).flatMap(([kind, values]) =>
    values.map((value) => ({ key: `/apisix/${kind}/${idOf(value)}`, value })),
  );
}

const perSection = (config: Sections, write: (kind: string, values: readonly Value[]) => unknown): Value =>
  Object.fromEntries(Object.entries(config).map(([kind, values]) => [kind, write(kind, values)]));

const node = (kind: string, value: Value): Value => ({
  key: `/apisix/${kind}/${idOf(value)}`,
  value,
  createdIndex: 7,
  modifiedIndex: 9,
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const without = (value: Value, ...names: readonly string[]): Value =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

function adcRoute(route: Value): Value {
  const { id, uri, host } = route;
  const rest = without(route, 'id', 'uri', 'host', 'service_id', 'status', 'upstream');
  return { name: String(id), uris: [uri], ...(host === undefined ? {} : { hosts: [host] }), ...rest };
}

/** ADC has routes inside services, and credentials beside consumers; each service here carries what refers to it. */
function adc({ routes = [], services = [], consumers = [] }: Sections): Value {
  return {
    services: services.map((service) => ({
      name: String(service['id']),
      ...without(service, 'id'),
      routes: routes.filter((route) => route['service_id'] === service['id']).map(adcRoute),
    })),
    consumers: consumers.map(({ username, plugins }) => ({
      username,
      // Plugins are an object wherever these configurations have them.
      credentials: Object.entries(plugins as Value).map(([type, config]) => ({ name: type, type, config })),
    })),
    global_rules: { prometheus: {} },
  };
}

const object = (kind: string, name: string, spec: object): Value => ({
  apiVersion: 'apisix.apache.org/v2',
  kind,
  metadata: { name, namespace: 'shop', labels: { team: 'pay' } },
  spec,
});

const pluginList = (plugins: unknown): Value[] =>
  // Plugins are an object wherever these configurations have them.
  Object.entries((plugins ?? {}) as Value).map(([name, config]) => ({ name, enable: true, config }));

function kubernetesRoute(route: Value): Value {
  const { id, uri, host, methods, plugins, priority, service_id: service } = route;
  const match = {
    paths: [uri],
    ...(host === undefined ? {} : { hosts: [host] }),
    ...(methods === undefined ? {} : { methods }),
  };
  const backends = [{ serviceName: typeof service === 'string' ? service : 'orders', servicePort: 80 }];
  const rule = {
    name: 'main',
    match,
    backends,
    plugins: pluginList(plugins),
    ...(priority === undefined ? {} : { priority }),
  };
  return object('ApisixRoute', String(id), { http: [rule] });
}

function kubernetes({ routes = [], services = [], consumers = [] }: Sections): Value {
  const secrets = consumers.map(({ username }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: username, namespace: 'shop' },
    data: { key: base64(`key of ${String(username)}`) },
  }));
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      ...routes.map(kubernetesRoute),
      ...services.map(({ id }) => object('ApisixUpstream', String(id), { scheme: 'https', timeout: { read: '5s' } })),
      ...consumers.map(({ username }) =>
        object('ApisixConsumer', String(username), {
          authParameter: { keyAuth: { secretRef: { name: username } } },
        }),
      ),
      ...secrets,
      object('ApisixGlobalRule', 'all', { plugins: [{ name: 'prometheus', enable: true }] }),
    ],
  };
}

export const forms: readonly Form[] = [
  { door: 'apisix-standalone', name: 'apisix.json', write: json },
  {
    door: 'apisix-admin',
    name: 'v3.json',
    write: (config) =>
      json(
        perSection(config, (kind, values) => ({ total: values.length, list: values.map((one) => node(kind, one)) })),
      ),
  },
  {
    door: 'apisix-admin',
    name: 'v2.json',
    write: (config) =>
      json(
        perSection(config, (kind, values) => ({
          action: 'get',
          count: values.length,
          node: { dir: true, key: `/apisix/${kind}`, nodes: values.map((one) => node(kind, one)) },
        })),
      ),
  },
  {
    door: 'apisix-etcd',
    name: 'etcd.json',
    write: (config) =>
      json({
        header: { revision: 12 },
        kvs: pairs(config).map(({ key, value }) => ({ key: base64(key), value: base64(json(value)) })),
      }),
  },
  {
    door: 'apisix-etcd',
    name: 'etcd.txt',
    write: (config) =>
      pairs(config)
        .map(({ key, value }) => `${key}\n${JSON.stringify(value)}\n`)
        .join(''),
  },
  { door: 'apisix-kubernetes', name: 'objects.json', write: (config) => json(kubernetes(config)) },
  { door: 'apisix-adc', name: 'adc.json', write: (config) => json(adc(config)) },
];
