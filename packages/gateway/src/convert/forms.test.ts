import * as fc from 'fast-check';
import { describe as suite, expect, test } from 'vitest';
import type { Conversion } from './convert.ts';
import { convert } from './convert.ts';
import { configuration } from './testing/configurations.ts';
import type { Form, Sections } from './testing/forms.ts';
import { forms } from './testing/forms.ts';

function converted(text: string, name: string): Conversion {
  const result = convert([{ name, bytes: new TextEncoder().encode(text) }], { to: 'envoy', environment: {} });
  if (!result.ok) throw new Error(result.error.map(({ code }) => code).join(' '));
  return result.value;
}

const fileOf = (conversion: Conversion, path: string): string =>
  Array.from(conversion.files.find((file) => file.path === path)?.chunks ?? []).join('');

const estate = {
  routes: [
    { id: '1', uri: '/pay/*', upstream_id: 'pay', plugins: { 'key-auth': {} } },
    { id: '10', uri: '/pay/*', upstream_id: 'pay', methods: ['GET'] },
    { id: '2', uri: '/orders', service_id: 'orders', status: 1 },
  ],
  services: [{ id: 'orders', hosts: ['orders.example'], upstream: { nodes: { '10.0.0.2:80': 1 } } }],
  upstreams: [{ id: 'pay', nodes: [{ host: '10.0.0.1', port: 80, weight: 1 }] }],
  consumers: [{ username: 'alice', plugins: { 'key-auth': { key: 'k1' } } }],
  global_rules: [{ id: '1', plugins: { prometheus: {} } }],
};

const same = forms.filter(({ door }) => door !== 'apisix-adc' && door !== 'apisix-kubernetes');

suite('the same objects give the same target, whatever form they come in', () => {
  const [first] = forms;
  const expected = first === undefined ? '' : fileOf(converted(first.write(estate), first.name), 'envoy.yaml');
  test.each(same.map((form) => [`${form.door} ${form.name}`, form] as const))('%s', (_, form) => {
    const conversion = converted(form.write(estate), form.name);
    expect(conversion.door).toBe(form.door);
    expect(fileOf(conversion, 'envoy.yaml')).toBe(expected);
  });
});

suite('every leaf has a verdict, whatever form it comes in', () => {
  test.each(forms.map((form) => [`${form.door} ${form.name}`, form] as const))('%s', (_, form: Form) => {
    fc.assert(
      fc.property(configuration, (config) => {
        const { findings } = converted(form.write(config), form.name);
        expect(findings.filter(({ code }) => code === 'CNV001')).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

suite('every leaf matters, whatever form it comes in', () => {
  const changed = (value: unknown): unknown => {
    if (typeof value === 'number') return value + 1;
    return typeof value === 'string' ? `${value}x` : 'something';
  };
  /** A copy with one leaf changed, the `pick`th of all. */
  function withChange(value: unknown, pick: number): unknown {
    let left = pick;
    const walk = (at: unknown): unknown => {
      if (Array.isArray(at) && at.length > 0) return at.map(walk);
      if (typeof at === 'object' && at !== null && Object.keys(at).length > 0) {
        return Object.fromEntries(Object.entries(at).map(([key, item]) => [key, walk(item)]));
      }
      left -= 1;
      return left === -1 ? changed(at) : at;
    };
    return walk(value);
  }
  const output = (text: string, name: string): string => {
    const result = convert([{ name, bytes: new TextEncoder().encode(text) }], { to: 'envoy', environment: {} });
    if (!result.ok) return JSON.stringify(result.error);
    return result.value.files.map(({ path, chunks }) => `${path}\n${Array.from(chunks).join('')}`).join('\n');
  };
  test.each(forms.map((form) => [`${form.door} ${form.name}`, form] as const))('%s', (_, form: Form) => {
    const text = form.write(estate);
    fc.assert(
      fc.property(configuration, fc.nat(40), (config, pick) => {
        const copy = withChange(config, pick);
        fc.pre(JSON.stringify(copy) !== JSON.stringify(config));
        // The change is made in the configuration, and written in this form.
        const before = form.write(config);
        // withChange keeps the shape of what it copies, except for the one leaf.
        const after = form.write(copy as Sections);
        fc.pre(before !== after);
        expect(output(after, form.name)).not.toBe(output(before, form.name));
      }),
      { numRuns: 10 },
    );
    expect(output(text, form.name)).toBe(output(text, form.name));
  });
});

suite('doors', () => {
  test('the store hands out objects in the order of their keys: 1, 10, 2', () => {
    const [, admin] = forms;
    const routes = [...estate.routes].reverse();
    const { model } = converted(admin?.write({ ...estate, routes }) ?? '', 'v3.json');
    expect(Array.from(new Set(model.rules.map(({ route }) => route)))).toContain('10');
    const paths = model.rules.filter(({ route }) => route !== '2').map(({ route }) => route);
    expect(paths).toEqual(['1', '10']);
  });

  test('a source in etcd is written beside the output, unpacked, for its owner only', () => {
    const form = forms.find(({ name }) => name === 'etcd.json');
    const { files } = converted(form?.write(estate) ?? '', 'etcd.json');
    expect(files.find(({ path }) => path === 'source-etcd.unpacked.json')?.secret).toBe(true);
  });

  test('a form that is named is not looked for', () => {
    const bytes = new TextEncoder().encode('{"routes": []}');
    const result = convert([{ name: 'a.json', bytes }], { from: 'apisix-admin', to: 'envoy', environment: {} });
    expect(result.ok && result.value.door).toBe('apisix-admin');
  });
});
