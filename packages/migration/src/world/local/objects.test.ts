import { readDocuments } from '@banyan/core/document/read.ts';
import { describe, expect, test } from 'vitest';
import { changesOf, objectsOf } from './objects.ts';

function objects(text: string) {
  const read = readDocuments(new TextEncoder().encode(text), 'apisix.yaml');
  if (!read.ok) throw new Error('cannot be read');
  return objectsOf(read.value);
}

const source = `
routes:
  - { id: orders, uri: /orders/* }
  - { id: 7, uri: /payments/* }
consumers:
  - { username: alice, plugins: { key-auth: { key: secret-of-alice } } }
plugin_attr: { prometheus: { port: 9091 } }
`;

describe('the objects of a source', () => {
  test('are named by kind and id, and hold nothing of what they say', () => {
    const found = objects(source);
    expect(Object.keys(found)).toEqual(['routes/orders', 'routes/7', 'consumers/alice', 'plugin_attr']);
    expect(JSON.stringify(found)).not.toContain('secret-of-alice');
  });

  test('are the same however the file is written', () => {
    const json = JSON.stringify({
      plugin_attr: { prometheus: { port: 9091 } },
      consumers: [{ plugins: { 'key-auth': { key: 'secret-of-alice' } }, username: 'alice' }],
      routes: [
        { id: 'orders', uri: '/orders/*' },
        { id: 7, uri: '/payments/*' },
      ],
    });
    expect(changesOf(objects(source), objects(json))).toEqual({ added: [], changed: [], removed: [] });
  });

  test('tell what was added, changed and removed', () => {
    const later = source
      .replace('/orders/*', '/orders/v2/*')
      .replace('{ id: 7, uri: /payments/* }', '{ id: refunds, uri: /refunds/* }');
    expect(changesOf(objects(source), objects(later))).toEqual({
      added: ['routes/refunds'],
      changed: ['routes/orders'],
      removed: ['routes/7'],
    });
  });

  test('of the same name count together, so that none can change unseen', () => {
    const twice = 'routes:\n  - { id: a, uri: /1 }\n  - { id: a, uri: /2 }\n';
    expect(changesOf(objects(twice), objects(twice.replace('/1', '/3'))).changed).toEqual(['routes/a']);
  });
});
