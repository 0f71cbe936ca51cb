import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { echo, serve, type Served } from '../testing/envoy.ts';
import { model, noEdits, policy, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';

const edited = policy({
  kind: 'rewrite-request',
  normalises: true,
  path: { kind: 'regex', pairs: [{ pattern: '^/rewritten/([a-z]+)/(.*)$', to: '/$2/$1' }] },
  method: undefined,
  host: undefined,
  headers: noEdits,
});

describe('with Lua allowed', () => {
  let served: Served;
  let text = '';
  let shop: Awaited<ReturnType<typeof echo>>;
  beforeAll(async () => {
    shop = await echo();
    const posted = policy({
      kind: 'rewrite-request',
      normalises: true,
      path: undefined,
      method: 'POST',
      host: undefined,
      headers: noEdits,
    });
    const listed = [
      rule('slashes', '/back', { path: { kind: 'exact', path: '/back\\slash', sources: [] } }),
      rule('posted', '/posted/', { policies: [posted] }),
      rule('too', '/rewritten/too/', { policies: [edited] }),
      rule('rewritten', '/rewritten/', { policies: [edited] }),
      rule('orders', '/orders/'),
    ];
    const written = envoyWriter.write(model(listed, [upstream('shop', shop.port)]), createLedger(), {
      allow: new Set(['lua']),
      secrets: 'inline',
      unsupported: 'close',
      listen: { address: '127.0.0.1', port: 0 },
    });
    text = [...(written.files[0]?.chunks ?? [])].join('');
    served = await serve([text]);
  }, 30_000);
  afterAll(async () => {
    await served?.stop();
    await shop?.stop();
  });
  const target = async (method: string, path: string) => {
    const { body } = await served.ask(method, path, { host: 'shop.example', 'x-banyan-target': '/forged' });
    // The echo upstream writes exactly this.
    return JSON.parse(body) as { method: string; target: string; headers: Record<string, string> };
  };

  test('routes match on the decoded path and the upstream receives the one that was sent', async () => {
    for (const path of ['/orders//1', '/%6frders/./a/../%41?x=//%41', '/x/..%2Forders/2', '/back%5Cslash'])
      expect((await target('GET', path)).target).toBe(path);
  });

  test('a route that sets a path works on the decoded one', async () => {
    expect((await target('GET', '/rewritten//%61bc/./d')).target).toBe('/d/abc');
  });

  test('a script that several routes run stands in the file once, and acts for each of them', async () => {
    expect(text.match(/name: restore-path-1/g)).toHaveLength(2);
    expect(text.match(/\/rewritten\/\(/g)).toHaveLength(1);
    expect((await target('GET', '/rewritten/too/x')).target).toBe('/x/too');
    expect((await target('GET', '/rewritten/abc/x')).target).toBe('/x/abc');
  });

  test('paths that the source refuses are refused', async () => {
    for (const path of ['/orders/%zz', '/orders/%', '/orders/%00', '/orders/../..'])
      expect((await served.ask('GET', path, { host: 'shop.example' })).status).toBe(400);
  });

  test('the method can be set, and no internal header reaches the upstream', async () => {
    const seen = await target('GET', '/posted/a');
    expect([seen.method, seen.target]).toEqual(['POST', '/posted/a']);
    expect(Object.keys(seen.headers).filter((name) => name.includes('banyan'))).toEqual([]);
  });
});
