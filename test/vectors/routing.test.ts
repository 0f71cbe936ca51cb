import { expect, test } from 'vitest';
import { encode, wireRequest } from './routing.ts';

test('every byte outside unreserved is percent-encoded on the wire, the slash of a path stays', () => {
  expect(encode('/a b/é~.-_/100%/x?y', '/')).toBe('/a%20b/%C3%A9~.-_/100%25/x%3Fy');
  expect(encode('a/b+c')).toBe('a%2Fb%2Bc');
});

test('arguments and cookies stand where a client puts them, and the request comes from the recorded address', () => {
  const request = wireRequest({
    method: 'GET',
    host: 'shop.example',
    uri: '/orders',
    headers: { 'X-Tenant': 'gold' },
    args: { q: 'a&b', empty: '' },
    cookies: { session: 's1', theme: 'dark' },
    remote_addr: '2001:db8::1',
  });
  expect(request.path).toBe('/orders?q=a%26b&empty=');
  expect(request.headers).toEqual({ 'X-Tenant': 'gold', Cookie: 'session=s1; theme=dark' });
  expect(request.client_ip).toBe('2001:db8::1');
});
