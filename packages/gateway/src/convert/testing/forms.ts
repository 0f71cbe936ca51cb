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
  { door: 'apisix-adc', name: 'adc.json', write: (config) => json(adc(config)) },
];
