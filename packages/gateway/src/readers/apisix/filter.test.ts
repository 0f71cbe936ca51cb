import { expect, test } from 'vitest';
import { read, route } from './testing/read.ts';

test('_meta.filter may ask for the status of an answer where the plugin acts on answers', () => {
  const filter = [['status', '==', 404]];
  const of = (plugin: string, options: object) =>
    read({ routes: [route('pay', { uri: '/pay', plugins: { [plugin]: { ...options, _meta: { filter } } } })] }).model
      .rules[0]?.policies;
  expect(of('response-rewrite', { headers: { 'X-Gone': '1' } })).toMatchObject([
    { kind: 'rewrite-response', statuses: [{ operator: '==', values: [404] }] },
  ]);
  expect(of('ip-restriction', { whitelist: ['10.0.0.0/8'] })).toMatchObject([{ kind: 'unmapped', protects: true }]);
});
