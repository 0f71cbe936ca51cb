import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startLoad } from './generator.ts';
import type { Ask } from './mix.ts';
import { createTurn } from './mix.ts';
import { figures, percentile, type Sample } from './sample.ts';

const ask = (name: string, weight: number): Ask => ({
  name,
  weight,
  method: 'GET',
  path: `/${name}`,
  host: 'api.voice.example',
  headers: {},
  expect: [200],
});

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A service that answers when it is told to, and says which pool it is. */
async function service(held: boolean): Promise<{ readonly port: number; release(): void; seen(): number }> {
  const waiting: (() => void)[] = [];
  let seen = 0;
  const server = createServer((_request, response) => {
    seen += 1;
    response.setHeader('x-served-by', 'new');
    if (held) waiting.push(() => response.end('ok'));
    else response.end('ok');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on an IP address has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return { port, release: () => waiting.splice(0).forEach((go) => go()), seen: () => seen };
}

const options = { address: '127.0.0.1', rate: 200, mix: [ask('orders', 1)], timeout: 5000 };

describe('open-loop load', () => {
  it('sends what is due although nothing was answered, up to its bound, and records the rest as failed', async () => {
    const slow = await service(true);
    const samples: Sample[] = [];
    const load = startLoad({ ...options, port: slow.port, atOnce: 5, onSample: (one) => samples.push(one) });
    await expect.poll(() => samples.length).toBeGreaterThan(3);
    expect(load.underWay()).toBe(5);
    expect(samples.every((one) => !one.good && one.error === 'not sent: too many under way')).toBe(true);
    const stopped = load.stop();
    await expect
      .poll(() => {
        slow.release();
        return load.underWay();
      })
      .toBe(0);
    await stopped;
    expect(samples.filter((one) => one.good)).toHaveLength(5);
    expect(samples.length).toBe(load.sent());
  });

  it('says of each request who answered it and that no answer came', async () => {
    const quick = await service(false);
    const samples: Sample[] = [];
    const load = startLoad({ ...options, port: quick.port, atOnce: 50, onSample: (one) => samples.push(one) });
    await expect.poll(() => samples.length).toBeGreaterThan(10);
    await load.stop();
    expect(figures(samples)).toMatchObject({ failed: 0, bySide: { new: samples.length } });
    for (const end of ends.splice(0)) end();
    const refused: Sample[] = [];
    const again = startLoad({ ...options, port: quick.port, atOnce: 50, onSample: (one) => refused.push(one) });
    await expect.poll(() => refused.length).toBeGreaterThan(2);
    await again.stop();
    expect(refused.every((one) => one.error === 'ECONNREFUSED' && one.status === 0 && !one.good)).toBe(true);
  });

  it('goes to loopback only', () => {
    const start = () => startLoad({ ...options, address: '192.0.2.1', port: 80, atOnce: 1, onSample: () => undefined });
    expect(start).toThrow('loopback');
  });
});

describe('a mix', () => {
  it('gives every request its share within any full turn', () => {
    const turn = createTurn([ask('orders', 3), ask('voice', 1)]);
    const names = Array.from({ length: 8 }, () => turn().name);
    expect(names.filter((name) => name === 'voice')).toHaveLength(2);
    expect(names.slice(0, 4).filter((name) => name === 'voice')).toHaveLength(1);
  });
});

describe('a percentile', () => {
  it('is the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_none, at) => at + 1);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
    expect(percentile([], 0.95)).toBeUndefined();
  });
});
