import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { expect, test } from 'vitest';
import type { JsonObject } from './config.ts';
import { Parts } from './parts.ts';
import { yamlPieces } from './yaml.ts';

const edit = (value: string): JsonObject => ({ append: { header: { key: 'access-control-allow-origin', value } } });
const long = 'https://a-shop-whose-name-is-long.example,https://another-shop-whose-name-is-long.example';

function written(values: readonly (readonly JsonObject[])[]): { readonly text: string; readonly read: unknown } {
  const parts = new Parts();
  const routes = values.map(
    (list, at): JsonObject => ({ name: `route-${at}`, edits: parts.made('response', list, () => ({ all: list })) }),
  );
  const text = Array.from(yamlPieces({ routes }, parts.named())).join('');
  const read = readDocuments(new TextEncoder().encode(text), 'envoy.yaml');
  return { text, read: read.ok ? read.value[0] && plain(read.value[0].root) : read.error };
}

test('what two routes have in common stands once, and both have it', () => {
  const { text, read } = written([[edit(long)], [edit(long)]]);
  expect(text.match(/a-shop/g)).toHaveLength(1);
  expect(text).toContain('edits: *response-1');
  expect(read).toEqual({
    routes: [0, 1].map((at) => ({ name: `route-${at}`, edits: { all: [edit(long)] } })),
  });
});

test('what one route has alone, and what is short, has no name', () => {
  expect(written([[edit(long)], [edit('*')], [edit('*')]]).text).not.toMatch(/[&*]response/);
});
