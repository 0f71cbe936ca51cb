/** What is said about routes that others win against. */
import { describe } from 'vitest';
import { type Case, demonstrate, node } from './case.ts';

const route = (id: string, fields: object): object => ({ id, upstream: node, ...fields });

const cases: readonly Case[] = [
  {
    code: 'CNV020',
    says: 'the second of two routes that ask for the same is named with the first',
    apisix: { routes: [route('payments', { uri: '/pay' }), route('again', { uri: '/pay' })] },
    at: '/routes/1',
    spares: [{}],
  },
  {
    code: 'CNV021',
    says: 'a route behind one that takes all its requests is named with that one',
    apisix: {
      routes: [route('posts', { uri: '/pay*', methods: ['POST'] }), route('payments', { uri: '/pay*', priority: 1 })],
    },
    at: '/routes/0',
    spares: [{}],
  },
  {
    code: 'CNV022',
    says: 'of a route with several paths the one is named that is not reached',
    apisix: { routes: [route('payments', { uri: '/pay' }), route('both', { uris: ['/orders', '/pay'] })] },
    at: '/routes/1/uris/1',
    spares: [{}],
  },
];

describe('conflicts', () => {
  demonstrate(cases);
});
