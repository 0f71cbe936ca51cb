import { expect, test } from 'vitest';
import { listenOf } from './listen.ts';

test('a port alone means loopback', () => {
  expect(listenOf('--listen', '0')).toEqual({ ok: true, value: { address: '127.0.0.1', port: 0 } });
});

test('addresses of both versions are understood', () => {
  expect(listenOf('--listen', '0.0.0.0:9080')).toEqual({ ok: true, value: { address: '0.0.0.0', port: 9080 } });
  expect(listenOf('--listen', '[::1]:9080')).toEqual({ ok: true, value: { address: '::1', port: 9080 } });
});

test.each(['', 'abc', '127.0.0.1', '127.0.0.1:99999', 'gateway:9080', '::1:9080', '1.2.3.4:'])(
  '%j is refused',
  (text) => {
    expect(listenOf('--listen', text)).toMatchObject({ ok: false, error: { code: 'CLI005' } });
  },
);
