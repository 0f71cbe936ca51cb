/** What the clients of the voice assistant ask, in the shares in which they ask it. */
import { token } from '../demo/services/http.ts';
import type { Ask } from './mix.ts';

const host = 'api.voice.example';

/** Secrets as the example's configuration has them when the environment says nothing. */
const key = 'an-example-key-for-the-partner-shop';
const bearer = { authorization: `Bearer ${token('an-example-secret-of-32-characters')}` };

const get = (name: string, weight: number, path: string, headers: Record<string, string> = {}): Ask => ({
  name,
  weight,
  method: 'GET',
  path,
  host,
  headers,
  expect: [200],
});

const post = (name: string, weight: number, path: string, headers: Record<string, string>, expect: number): Ask => ({
  name,
  weight,
  method: 'POST',
  path,
  host,
  headers: { 'content-type': 'application/json', ...headers },
  body: '{"text":"good morning"}',
  expect: [expect],
});

/** Asks by the part of the estate that they meet; the phases of the example move one part after the other. */
export const parts = {
  knowledge: [
    get('articles', 6, '/v1/knowledge/articles/7', { origin: 'https://app.voice.example' }),
    get('search', 4, '/v1/knowledge/search?q=weather', { apikey: key }),
  ],
  conversation: [
    get('me', 2, '/v1/identity/me', bearer),
    get('keys', 1, '/.well-known/jwks.json'),
    post('talk', 5, '/v1/conversations/42/messages', bearer, 200),
    get('talk-health', 1, '/v1/conversations/health'),
  ],
  orders: [
    get('order', 4, '/v1/orders/1001', { apikey: key }),
    post('new-order', 2, '/v1/orders', { apikey: key }, 201),
    post('session', 2, '/v1/voice/sessions', bearer, 200),
  ],
} as const satisfies Record<string, readonly Ask[]>;

export const everything: readonly Ask[] = [...parts.knowledge, ...parts.conversation, ...parts.orders];

/** One cheap request without limits, for measuring the gateways and not the services. */
export const article: readonly Ask[] = [get('article', 1, '/v1/knowledge/articles/7')];
