import { readDocuments } from '@banyan/core/document/read.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { child, plain } from '@banyan/core/document/values.ts';
import { expect, test } from 'vitest';
import { apisixReader } from './reader.ts';

const environment = { PORT: '8080', NAME: 'shop', QUOTED: 'a "b"', EMPTY: '' };

function prepared(text: string, file = 'apisix.yaml') {
  const prepare = apisixReader.prepare(environment, 'configuration');
  return readDocuments(new TextEncoder().encode(text), file, { prepare });
}

const valueOf = (text: string, file?: string): unknown => {
  const read = prepared(text, file);
  return read.ok
    ? read.value.map(({ root }) => plain(root))[0]
    : read.error.map(({ code, source }) => `${code} ${source?.line}:${source?.column}`);
};

test('in YAML variables are replaced in the text, so that quotes decide the type', () => {
  const text = 'a: ${{PORT}}\nb: "${{ PORT }}"\nc: ${{UNSET:=x y}}\nd: "${{EMPTY:=x}}"\n#END';
  expect(valueOf(text)).toEqual({ a: 8080, b: '8080', c: 'x y', d: '' });
});

test('in JSON they are replaced in strings, and what looks like a number or boolean becomes one', () => {
  const text = '{"a":"${{PORT}}","b":"p${{PORT}}","${{NAME}}":"${{UNSET:=true}}","c":"${{QUOTED}}"}';
  expect(valueOf(text, 'apisix.json')).toEqual({ a: 8080, b: 'p8080', shop: true, c: 'a "b"' });
});

test('an unset variable makes the whole file unreadable, at the place of its use', () => {
  expect(valueOf('a: 1\nb: ${{UNSET}}\n#END')).toEqual(['APX002 2:4']);
  expect(valueOf('{"a":\n "${{UNSET}}"}', 'apisix.json')).toEqual(['APX002 2:2']);
});

test('a YAML file must end with its mark, JSON needs none', () => {
  expect(valueOf('a: 1\n')).toEqual(['APX001 2:1']);
  expect(valueOf('a: 1\n#END\n\n')).toEqual({ a: 1 });
  expect(valueOf('{}', 'apisix.json')).toEqual({});
});

test('places behind a replacement point into the file as it is', () => {
  const read = prepared('a: {x: ${{NAME}}-${{PORT}}, y: 1}\nb: ${{PORT}}\nc: 2\n#END');
  const root = read.ok ? read.value[0]?.root : undefined;
  const at = (key: string, inner?: string) => {
    const node = inner === undefined ? child(root, key) : child(child(root, key), inner);
    return node && `${placeOf(node).line}:${placeOf(node).column}`;
  };
  expect([at('a', 'x'), at('a', 'y'), at('b'), at('c')]).toEqual(['1:8', '1:32', '2:4', '3:4']);
});
