import { describe as suite, expect, test } from 'vitest';
import { placeOf } from './locate.ts';
import { readDocuments } from './read.ts';
import { child, leaves, plain } from './values.ts';
import type { Document } from './node.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string, file = 'gateway.yaml'): readonly Document[] {
  const result = readDocuments(bytes(text), file);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const one = (text: string, file?: string): Document => {
  const [document] = read(text, file);
  if (document === undefined) throw new Error('no document');
  return document;
};

suite('values', () => {
  test('plain scalars have the types of the YAML 1.2 core schema, quoted ones are text', () => {
    const text = 'a: 8080\nb: "8080"\nc: yes\nd: ~\ne: true\nf: 0x10\ng: 1e3\nh:\ni: .5\nj: 0o17\n';
    const expected = { a: 8080, b: '8080', c: 'yes', d: null, e: true, f: 16, g: 1000, h: null, i: 0.5, j: 15 };
    expect(plain(one(text).root)).toEqual(expected);
  });

  test('block scalars keep their lines and folded ones join them', () => {
    expect(plain(one('a: |\n  x\n  y\nb: >\n  x\n  y\n').root)).toEqual({ a: 'x\ny\n', b: 'x y\n' });
  });

  test('a plain scalar remembers how it was written', () => {
    const node = child(one('ports: [010]').root, 'ports');
    const item = node?.kind === 'list' ? node.items[0] : undefined;
    expect(item).toMatchObject({ kind: 'scalar', value: 10, text: '010', style: 'plain' });
  });

  test('a key named __proto__ is a key like any other', () => {
    const value = plain(one('__proto__: {admin: true}').root);
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect((value as { admin?: boolean }).admin).toBeUndefined();
  });

  test('JSON has the types it shows, with escapes and surrogate pairs', () => {
    const text = '{"a":[1,-2.5e3,true,null,"\\u00e9\\n\\ud83d\\ude00",{}],\n\t"b":{"c":[]}}';
    expect(plain(one(text, 'gateway.json').root)).toEqual(JSON.parse(text));
  });

  test('merge keys take over what the object does not have itself', () => {
    const text = 'base: &base {weight: 1, port: 80}\nnode:\n  <<: *base\n  port: 8080\n';
    expect(plain(one(text).root)).toMatchObject({ node: { weight: 1, port: 8080 } });
  });

  test('several documents are read in order, an empty one between them is null', () => {
    expect(read('a: 1\n---\n---\nb: 2\n').map((document) => plain(document.root))).toEqual([{ a: 1 }, null, { b: 2 }]);
  });
});

suite('places', () => {
  const at = (text: string, ...path: string[]) => {
    let node = one(text).root;
    for (const key of path) {
      const next = node.kind === 'list' ? node.items[Number(key)] : child(node, key);
      if (next === undefined) throw new Error(`no ${key}`);
      node = next;
    }
    return placeOf(node);
  };

  test('a value stands at its first character, a quoted one at its quote', () => {
    const text = 'routes:\n  - id: pay\n    uri: "/pay/*"\n';
    expect(at(text, 'routes', '0', 'uri')).toEqual({
      file: 'gateway.yaml',
      document: 0,
      pointer: '/routes/0/uri',
      line: 3,
      column: 10,
    });
  });

  test('pointers escape slashes and tildes', () => {
    expect(at('nodes: {"a/b~c": 1}', 'nodes', 'a/b~c').pointer).toBe('/nodes/a~1b~0c');
  });

  test('columns count characters, whatever their size, after CR LF and a byte order mark too', () => {
    expect(at('\ufeffa: 1\r\n"😀é": x\r\n', '😀é')).toMatchObject({ line: 2, column: 7 });
  });

  test('an alias stands at its anchor and its leaves are listed once', () => {
    const text = 'first: &one\n  port: 80\nsecond: *one\n';
    expect(at(text, 'second', 'port').pointer).toBe('/first/port');
    expect(Array.from(leaves(one(text).root), (leaf) => placeOf(leaf).pointer)).toEqual(['/first/port']);
  });

  test('empty lists and objects are leaves', () => {
    expect(Array.from(leaves(one('a: []\nb: {}\nc: [1]\n').root), (leaf) => placeOf(leaf).pointer)).toEqual([
      '/a',
      '/b',
      '/c/0',
    ]);
  });
});
