/** A source in a real etcd: read page by page, with and without a user, and converted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { readEtcd } from '@banyan/gateway/live/etcd.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setUpNetwork } from '../vectors/envoy/namespace.ts';
import { startEtcd } from './lab/etcd.ts';
import { processes } from './lab/process.ts';

const missing = process.env['BANYAN_CLUSTER_MISSING'];
const url = 'http://127.0.0.1:12379';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function post(path: string, body: object): Promise<Response> {
  return fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
}

const put = async (key: string, value: object | string): Promise<void> => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const answer = await post('/v3/kv/put', { key: base64(key), value: base64(text) });
  expect(answer.status).toBe(200);
};

describe('a source in etcd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-etcd-'));
  const group = processes();

  beforeAll(async () => {
    if (missing !== undefined) return;
    setUpNetwork([], [], folder);
    await startEtcd(group, folder, Number(new URL(url).port));
    await put('/apisix/routes/', 'init_dir');
    await put('/apisix/upstreams/1', { nodes: { '10.0.0.1:80': 1 }, type: 'roundrobin' });
    for (let at = 0; at < 1200; at += 1) {
      await put(`/apisix/routes/${at}`, { id: `${at}`, uri: `/r${at}`, upstream_id: '1', create_time: 1 });
    }
    await put('/apisix0/routes/9', { uri: '/not-ours' });
  });

  afterAll(async () => {
    await group.stop();
    rmSync(folder, { recursive: true });
  });

  const live = (name: string, body: () => Promise<void>): void => {
    test(name, async (context) => {
      if (missing !== undefined) context.skip(missing);
      await body();
    });
  };

  live('is read whole, also where one page does not hold it, and converted', async () => {
    const read = await readEtcd({ url, prefix: '/apisix', user: undefined });
    if (!read.ok) throw new Error(read.error.code);
    const result = convert(read.value, { to: 'envoy', environment: {} });
    if (!result.ok) throw new Error('not converted');
    const { summary, door, findings } = result.value;
    expect([door, summary.routes]).toEqual(['apisix-etcd', 1200]);
    expect(findings.filter(({ code }) => code === 'CNV001' || code === 'APX094')).toEqual([]);
  });

  live('is read by a user where etcd asks for one', async () => {
    await post('/v3/auth/role/add', { name: 'root' });
    await post('/v3/auth/user/add', { name: 'root', password: 'sesame' });
    await post('/v3/auth/user/grant', { user: 'root', role: 'root' });
    expect((await post('/v3/auth/enable', {})).status).toBe(200);
    const without = await readEtcd({ url, prefix: '/apisix', user: undefined });
    expect(without.ok ? '' : without.error.code).toBe('CNV008');
    const wrong = await readEtcd({ url, prefix: '/apisix', user: { name: 'root', password: 'open' } });
    expect(wrong.ok ? '' : wrong.error.code).toBe('CNV008');
    const read = await readEtcd({ url, prefix: '/apisix', user: { name: 'root', password: 'sesame' } });
    expect(read.ok).toBe(true);
  });
});
