import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { edgeFiles } from '@banyan/traffic/switches/envoy-edge/names.ts';
import { testEdge, unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { changedBehind, probes } from '../../steps/put-edge-in-front/received.ts';
import type { Received } from '../world.ts';
import { probeName, receivedBehind } from './behind-edge.ts';

test('client address, X-Forwarded headers, host, path and body arrive behind a real edge as they were sent', async () => {
  const edge = await testEdge();
  try {
    const seen = value(await receivedBehind(edge.folder, 'orders', probes, unlimited));
    expect(seen.map(({ direct, through }) => changedBehind(direct, through, '127.0.0.1'))).toEqual(
      probes.map(() => []),
    );
    expect(seen[0]?.through.headers['x-real-ip']).toBe('127.0.0.1');
    expect(seen[1]?.through.headers).toMatchObject({ 'x-forwarded-proto': 'https', 'x-real-ip': '203.0.113.7' });
    // The door is closed again.
    expect(existsSync(edgeFiles(edge.folder).definition(probeName('orders')))).toBe(false);
  } finally {
    await edge.end();
  }
});

test('an address that is lost, a header that is added, changed or taken away, and another path are seen', () => {
  const direct: Received = {
    method: 'GET',
    target: '/a',
    headers: { host: 'a', 'x-forwarded-for': '203.0.113.7' },
    body: '',
  };
  const through = { ...direct, headers: { ...direct.headers, 'x-real-ip': '127.0.0.1' } };
  expect(changedBehind(direct, through, '127.0.0.1')).toEqual([]);
  expect(changedBehind(direct, direct, '127.0.0.1')).toEqual(['x-real-ip']);
  const worse = { ...through, target: '/b', headers: { 'x-real-ip': '10.0.0.1', host: 'a', via: 'edge' } };
  expect(changedBehind(direct, worse, '127.0.0.1')).toEqual(['path', 'via', 'x-forwarded-for', 'x-real-ip']);
});
