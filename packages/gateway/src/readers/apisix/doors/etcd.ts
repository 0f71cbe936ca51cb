/**
 * What lies in etcd below APISIX's prefix: one JSON value for each key (`apisix/core/config_etcd.lua`). `etcdctl get --prefix
 * /apisix`, with or without `-w json`, and the answer of etcd's own HTTP gateway are unpacked into an object of these values.
 */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { isObject } from '@banyan/core/document/values.ts';
import { ok } from '@banyan/core/result.ts';
import { report } from '../context.ts';
import { decryption } from './decrypt.ts';
import type { Door, Opening } from './door.ts';
import type { Collected } from './keys.ts';
import { collecting, keyOf } from './keys.ts';

/** A key and its value as text. */
export type Pair = readonly [key: string, value: string];

/** The pairs as one JSON text in the order of the keys, each value on lines of its own. */
export function unpacked(pairs: readonly Pair[]): string {
  const lines = pairs.map(([key, value]) => {
    const pretty = prettyJson(value) ?? JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${pretty.replaceAll('\n', '\n  ')}`;
  });
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

function prettyJson(value: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return undefined;
  }
}

const textOf = (base64: unknown): string =>
  typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString() : '';

/** Pairs of an answer in etcd's JSON, whose keys and values are in base64; undefined when the value is no such answer. */
export function pairsOf(answer: unknown): Pair[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('kvs' in answer) || !Array.isArray(answer.kvs))
    return undefined;
  return answer.kvs.flatMap((one: unknown): Pair[] =>
    typeof one === 'object' && one !== null && 'key' in one
      ? [[textOf(one.key), textOf('value' in one ? one.value : '')]]
      : [],
  );
}

/** `etcdctl get --prefix`: a line with the key, a line with the value. */
function pairsOfLines(text: string): Pair[] | undefined {
  const lines = text.trimEnd().split('\n');
  const pairs: Pair[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const key = lines[at] ?? '';
    if (keyOf(key) === undefined) return undefined;
    pairs.push([key, lines[at + 1] ?? '']);
  }
  return pairs;
}

function unpack(text: string): string | undefined {
  if (/^\s*\//.test(text)) {
    const pairs = pairsOfLines(text.trimStart());
    return pairs === undefined ? undefined : unpacked(pairs);
  }
  if (!/^\s*\{/.test(text) || !/"kvs"\s*:/.test(text)) return undefined;
  try {
    const pairs = pairsOf(JSON.parse(text));
    return pairs === undefined ? undefined : unpacked(pairs);
  } catch {
    return undefined;
  }
}

function recognizes({ root }: Document): boolean {
  return (
    isObject(root) && root.entries.size > 0 && Array.from(root.entries.keys()).every((key) => keyOf(key) !== undefined)
  );
}

/** APISIX keeps its folders alive with a value that is no object. */
const isFolder = (node: Node): boolean => node.kind === 'scalar' && node.value === 'init_dir';

function collect(document: Document, opening: Opening, collected: Collected): Node | undefined {
  let plugins: Node | undefined;
  const decrypt = decryption(opening);
  for (const [name, node] of isObject(document.root) ? document.root.entries : []) {
    const key = keyOf(name);
    if (key === undefined) {
      report(opening, 'APX094', { door: 'etcd' }, node);
      opening.ledger.mark(node, 'ignored', { code: 'APX094' });
    } else if (isFolder(node)) opening.ledger.mark(node, 'ignored', { code: 'APX090' });
    else if (key.kind === 'plugins') plugins = node;
    else collected.add(key.kind, key.id, decrypt(key.kind, node));
  }
  return plugins;
}

export const etcdDoor: Door = {
  name: 'etcd',
  acceptance: 'store',
  unpack,
  recognizes,
  open(documents, opening) {
    const collected = collecting();
    const plugins = documents
      .map((document) => collect(document, opening, collected))
      .find((node) => node !== undefined);
    return ok({ sections: collected.inKeyOrder(), plugins, whole: documents[0].root });
  },
};
