import { expect, test } from 'vitest';
import { readTraffic } from './read.ts';

const lines = {
  apisix:
    '10.1.2.3 - - [26/Nov/2026:10:00:00 +0000] shop.example "GET /orders/1?x=1 HTTP/1.1" 200 12 0.004 "-" "curl/8" 10.0.0.1:80 200 0.003 "http://shop.example/orders/1"',
  nginx:
    '10.1.2.3 - alice [26/Nov/2026:10:00:00 +0000] "POST /orders HTTP/2.0" 201 5 "https://app.example/" "Mozilla/5.0 (X11)"',
  envoy:
    '[2026-11-26T10:00:00.000Z] "GET /orders/1 HTTP/1.1" 200 - 0 12 4 3 "198.51.100.1, 10.1.2.3" "curl/8" "b6e5" "shop.example" "10.0.0.1:80"',
};

test.each([
  [
    'apisix',
    {
      method: 'GET',
      path: '/orders/1?x=1',
      host: 'shop.example',
      client_ip: '10.1.2.3',
      http_version: '1.1',
      headers: { 'user-agent': 'curl/8' },
    },
  ],
  [
    'nginx',
    {
      method: 'POST',
      path: '/orders',
      host: 'assumed.example',
      client_ip: '10.1.2.3',
      http_version: '2',
      headers: { referer: 'https://app.example/', 'user-agent': 'Mozilla/5.0 (X11)' },
    },
  ],
  [
    'envoy',
    {
      method: 'GET',
      path: '/orders/1',
      host: 'shop.example',
      client_ip: '10.1.2.3',
      http_version: '1.1',
      headers: { 'user-agent': 'curl/8' },
    },
  ],
] as const)('a line of the access log of %s is a request', (name, request) => {
  expect(readTraffic([lines[name]], 'assumed.example').requests).toEqual([{ request, count: 1 }]);
});

test('requests that are alike are counted, others are told', () => {
  const recorded = readTraffic([`${lines.apisix}\n${lines.apisix}\nnot a request\n\n`], 'x');
  expect(recorded).toMatchObject({ requests: [{ count: 2 }], unread: 1 });
});

test('an archive of a browser gives its requests, and what shows who asked is a secret', () => {
  const request = {
    method: 'POST',
    url: 'https://shop.example/orders?x=1#top',
    headers: [
      { name: ':path', value: '/orders' },
      { name: 'Host', value: 'shop.example' },
      { name: 'Authorization', value: 'Bearer abc' },
    ],
    postData: { text: '{}' },
  };
  expect(readTraffic([JSON.stringify({ log: { entries: [{ request }] } })], 'x')).toEqual({
    requests: [
      {
        count: 1,
        request: {
          method: 'POST',
          path: '/orders?x=1',
          host: 'shop.example',
          headers: { authorization: 'Bearer abc' },
          body: '{}',
          scheme: 'https',
          sni: 'shop.example',
        },
      },
    ],
    unread: 0,
    secrets: ['Bearer abc'],
  });
});
