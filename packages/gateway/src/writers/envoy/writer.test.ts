import { compile } from '@banyan/core/condition/evaluate.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { expect, test } from 'vitest';
import type { Model } from '../../model/model.ts';
import type { WriterOptions } from '../writer.ts';
import { model, policy, rule, upstream } from './testing/model.ts';
import { envoyWriter } from './writer.ts';

const options: WriterOptions = { allow: new Set(), secrets: 'inline', unsupported: 'close', listen: undefined };
const shop = upstream('shop', 8080);
const write = (source: Model, rest: Partial<WriterOptions> = {}, ledger = createLedger()) => {
  const { files, findings } = envoyWriter.write(source, ledger, { ...options, ...rest });
  const [file] = files;
  if (file === undefined) throw new Error('no file');
  return { ...file, content: Array.from(file.chunks).join(''), findings, ledger };
};
const request = (path: string, rest: Partial<GatewayRequest> = {}): GatewayRequest => ({
  method: 'GET',
  path,
  host: 'shop.example',
  headers: {},
  ...rest,
});

test('the same model is written the same, byte for byte', () => {
  const source = model([rule('orders', '/orders/'), rule('payments', '/payments/')], [shop]);
  expect(write(source).content).toBe(write(source).content);
});

test('every Envoy route says which route of the source it serves', () => {
  expect(write(model([rule('orders', '/orders/')], [shop])).content).toContain('{banyan: {route: orders}}');
});

test('every source that the model names is marked', () => {
  const source = model(
    [rule('orders', '/orders/', { policies: [policy({ kind: 'metrics' }, 'prometheus')] })],
    [upstream('shop', 8080, { unmapped: [{ name: 'checks', source: shop.sources[0] ?? rule('x', '/').source }] })],
  );
  const { ledger } = write(source);
  const [first] = source.rules;
  const nodes = [
    ...(first?.policies.flatMap((one) => one.sources) ?? []),
    ...(first?.action.sources ?? []),
    ...(first?.matchSources ?? []),
    ...source.consumers.flatMap((one) => [...one.sources, ...one.credentials.flatMap((part) => part.sources)]),
    ...[...source.upstreams.values()].flatMap((one) => [...one.sources, ...one.balance.sources, ...one.host.sources]),
  ];
  expect(nodes.filter((node) => ledger.entry(node) === undefined)).toEqual([]);
  expect(ledger.entry(first?.policies[0]?.sources[0] ?? rule('x', '/').source)).toMatchObject({
    verdict: 'ignored',
    codes: ['ENV040'],
  });
});

test('a path that changes on its way is announced, and no other', () => {
  const { findings } = write(model([rule('orders', '/orders/')], [shop]));
  const announced = findings.find(({ code }) => code === 'ENV001')?.affects;
  expect(announced?.routes).toEqual(['orders']);
  const selects = compile(announced?.when ?? { always: false });
  for (const path of [
    '/orders//1',
    '/orders/%41',
    '/orders/./1',
    '/orders/a%2Fb',
    '/orders/a"b',
    '/orders/1#top',
    '/orders/..',
  ])
    expect([path, selects(request(path))]).toEqual([path, true]);
  for (const path of ['/orders/1', '/orders/a%20b', '/orders/%C3%A9', '/orders/.a/..b/c.', '/orders/a+b?x=//%41'])
    expect([path, selects(request(path))]).toEqual([path, false]);
});

test('a condition that Envoy cannot see closes the route for whoever gets that far', () => {
  const condition = {
    all: [
      { subject: 'header:x-tenant', equals: 'gold' },
      { subject: 'body', contains: 'order' },
    ],
  } as const;
  const { content, findings } = write(model([rule('orders', '/orders/', { condition })], [shop]));
  expect(content).toContain('closed by ENV010');
  const when = findings.find(({ code }) => code === 'ENV010')?.affects?.when ?? { always: false };
  expect(compile(when)(request('/orders/1', { method: 'POST' }))).toBe(true);
  expect(compile(when)(request('/payments/1'))).toBe(false);
});

test('a closed route goes to the old gateway when asked to', () => {
  const guarded = rule('guarded', '/guarded/', {
    policies: [policy({ kind: 'unmapped', protects: true }, 'ip-restriction')],
  });
  const { content, findings } = write(model([guarded], [shop]), {
    unsupported: { keepOld: { host: '127.0.0.1', port: 9081 } },
  });
  expect(content).toContain('cluster: banyan-old-gateway');
  expect(findings.map(({ code }) => code)).toContain('ENV022');
  expect(findings.map(({ code }) => code)).not.toContain('ENV021');
});

test('a file with keys is secret, and no finding shows one', () => {
  const keyed = rule('keys', '/keys/', {
    policies: [
      policy(
        {
          kind: 'authenticate-by-key',
          header: 'apikey',
          parameter: 'apikey',
          hideCredentials: false,
          realm: 'key',
          anonymous: undefined,
        },
        'key-auth',
      ),
    ],
  });
  const { secret, content, findings } = write(model([keyed], [shop]));
  expect([secret, content.includes('key-of-alice')]).toEqual([true, true]);
  expect(JSON.stringify(findings.map(({ params, code }) => [code, params]))).not.toContain('key-of-alice');
  expect(findings.map(({ code }) => code)).toContain('ENV044');
});

test('an assumed address is said, a given one is not', () => {
  const source = model([rule('orders', '/orders/')], [shop]);
  expect(write(source).findings.map(({ code }) => code)).toContain('ENV061');
  expect(
    write(source, { listen: { address: '127.0.0.1', port: 8000 } }).findings.map(({ code }) => code),
  ).not.toContain('ENV061');
});
