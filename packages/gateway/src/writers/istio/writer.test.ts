import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../model/model.ts';
import { model, policy, rule, upstream } from '../envoy/testing/model.ts';
import type { Mechanism } from '../writer.ts';
import { istioWriter } from './writer.ts';

const write = (source: Model, allow: readonly Mechanism[] = []) =>
  istioWriter.write(source, createLedger(), {
    allow: new Set(allow),
    secrets: 'refuse',
    unsupported: 'close',
    listen: undefined,
  });

interface Named {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly hosts?: readonly string[];
    readonly lua?: { readonly inlineCode: string };
    readonly http?: readonly {
      readonly name?: string;
      readonly match?: unknown;
      readonly delegate?: { readonly name: string };
    }[];
  };
}

/** The objects of a file, as any YAML parser reads them. */
function objects(written: ReturnType<typeof write>, path: string): readonly Named[] {
  const file = written.files.find((one) => one.path === path);
  const bytes = new TextEncoder().encode([...(file?.chunks ?? [])].join(''));
  const read = readDocuments(bytes, path);
  if (!read.ok) throw new Error(`${path} cannot be read`);
  // Written just now, with a schema of Istio's own.
  return read.value.map(({ root }) => plain(root) as Named);
}

const shop = upstream('shop', 8080);
const limited = policy({
  kind: 'limit',
  rate: { kind: 'window', count: 1, seconds: 60, sliding: false },
  key: [{ attribute: 'clientAddress' }],
  withoutKey: 'client',
  status: 429,
  message: undefined,
  headers: undefined,
  group: 'orders',
  turn: 'limit-count',
  counted: 'each',
});

describe('routes as VirtualServices', () => {
  test('every rule has the name of its route, in the order of the source, and what answers otherwise is last', () => {
    const [service] = objects(
      write(model([rule('orders', '/orders/'), rule('all', '/')], [shop])),
      'virtual-service.yaml',
    );
    expect(service?.spec.http?.map(({ name }) => name)).toEqual(['orders', 'all', '~fallback']);
  });

  test('a host that Istio does not know is asked for by its authority', () => {
    const strange = rule('orders', '/', { host: { kind: 'suffix', suffix: 'shop.example', sources: [] } });
    const services = objects(write(model([strange], [shop])), 'virtual-service.yaml');
    expect(services.map(({ spec }) => spec.hosts)).toEqual([['*']]);
    expect(JSON.stringify(services[0]?.spec.http?.[0]?.match)).toContain('authority');
  });

  test('five thousand routes of one host are divided into delegates that keep their order', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `route-${index}`);
    const rules = names.map((name) => rule(name, `/${name}/`));
    const services = objects(write(model(rules, [shop])), 'virtual-service.yaml');
    const [root, ...parts] = services;
    expect(root?.spec.http?.map(({ delegate }) => delegate?.name)).toEqual(parts.map(({ metadata }) => metadata.name));
    expect(parts.flatMap(({ spec }) => spec.http?.map(({ name }) => name))).toEqual([...names, '~fallback']);
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(1_000_000);
  });
});

describe('what has no word in Istio', () => {
  test('closes its route when nothing more is allowed', () => {
    const written = write(model([rule('orders', '/', { policies: [limited] })], [shop]));
    expect(written.closed).toEqual([{ route: 'orders', code: 'IST012' }]);
    const parts = written.findings.filter(({ code }) => code === 'IST012').map(({ params }) => params['part']);
    expect(parts).toEqual(['envoy.filters.http.local_ratelimit']);
    expect(written.files.map(({ path }) => path)).not.toContain('envoy-filter.yaml');
  });

  test('is patched into its route, and closes nothing, where EnvoyFilter is allowed', () => {
    const written = write(model([rule('orders', '/', { policies: [limited] })], [shop]), ['envoyfilter']);
    expect(written.closed).toEqual([]);
    expect(JSON.stringify(objects(written, 'envoy-filter.yaml'))).toContain('local_ratelimit');
  });
});

describe('scripts of routes', () => {
  const withoutVersion = policy({
    kind: 'rewrite-request',
    path: { kind: 'regex', pairs: [{ pattern: '^/v1/(.*)', to: '/$1' }] },
    method: undefined,
    host: undefined,
    headers: { add: [], set: [], remove: [] },
    normalises: false,
  });
  const names = Array.from({ length: 4000 }, (_, index) => `orders-of-shop-${index}`);
  const rules = names.map((name) => rule(name, `/v1/${name}/`, { policies: [withoutVersion] }));
  const codes = objects(write(model(rules, [shop]), ['lua']), 'traffic-extension.yaml').map(
    ({ spec }) => spec.lua?.inlineCode ?? '',
  );

  test('stand once for all routes that run the same one, since every extension costs every request', () => {
    expect(codes.filter((code) => code.includes('%/v1/') || code.includes('/v1/([')).length).toBeLessThan(5);
    for (const name of names) expect(codes.filter((code) => code.includes(`"${name}"`)).length).toBe(1);
  });

  test('are no longer than an API server takes', () => {
    expect(Math.max(...codes.map((code) => code.length))).toBeLessThanOrEqual(65_536);
  });
});

test('writing twice gives the same bytes', () => {
  const source = model([rule('orders', '/orders/'), rule('all', '/')], [shop]);
  const text = (): string =>
    write(source, ['lua'])
      .files.flatMap(({ chunks }) => [...chunks])
      .join('');
  expect(text()).toBe(text());
});
