/**
 * Answers of the Admin API, as `curl` saves them: `{list: [{key, value}]}` of version 3, `{node: {nodes: [{key, value}]}}` of
 * version 2, `{key, value}` for one object; one of them, a list of them, or an object of them by resource
 * (`apisix/admin/v3_adapter.lua`). Private keys are not among them.
 */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { ok } from '@banyan/core/result.ts';
import { report } from '../context.ts';
import { idOf, itemsOf, textOf } from '../typed.ts';
import type { Door, Opening } from './door.ts';
import type { Collected, Key } from './keys.ts';
import { collecting, keyOf } from './keys.ts';

const isPair = (node: Node | undefined): boolean =>
  keyOf(textOf(child(node, 'key')) ?? '') !== undefined && child(node, 'value') !== undefined;

/** An answer about one resource, whatever its version. */
const isAnswer = (node: Node | undefined): boolean => {
  if (isPair(node)) return true;
  const inner = child(node, 'node');
  if (inner !== undefined)
    return isPair(inner) || child(inner, 'nodes') !== undefined || child(inner, 'key') !== undefined;
  const list = child(node, 'list');
  return list !== undefined && (itemsOf(list).length === 0 || itemsOf(list).some(isPair));
};

function recognizes({ root }: Document): boolean {
  if (isAnswer(root)) return true;
  if (root.kind === 'list') return root.items.length > 0 && root.items.every((item) => isAnswer(item));
  return (
    isObject(root) && Array.from(root.entries).some(([name, node]) => nameOf(name) !== undefined && isAnswer(node))
  );
}

/** A resource by the name that the whole dump gives it: `routes`, `/apisix/admin/routes`. */
function nameOf(name: string): Key['kind'] | undefined {
  return keyOf(name.startsWith('/') ? name : `/${name}`)?.kind;
}

interface Dump {
  readonly opening: Opening;
  readonly collected: Collected;
  plugins: Node | undefined;
}

/** Whatever stands around objects only tells how they were fetched. */
const wrapping = ({ opening }: Dump, node: Node): void => opening.ledger.mark(node, 'ignored', { code: 'APX090' });

function unknown({ opening }: Dump, node: Node): void {
  report(opening, 'APX094', { door: 'Admin API' }, node);
  opening.ledger.mark(node, 'ignored', { code: 'APX094' });
}

/** The Admin API hands out certificates without their keys. */
function lacksKey({ opening }: Dump, id: string, value: Node): boolean {
  if (child(value, 'cert') === undefined || child(value, 'key') !== undefined) return false;
  report(opening, 'APX093', { id }, value, { routes: 'all', when: { subject: 'scheme', equals: 'https' } });
  opening.ledger.mark(value, 'unsupported', { code: 'APX093' });
  return true;
}

function readObject(dump: Dump, { kind, id }: Key, value: Node): void {
  if (kind === 'plugins') dump.plugins = value;
  else if (kind !== 'ssls' || !lacksKey(dump, id, value)) dump.collected.add(kind, id, value);
}

function readPair(dump: Dump, node: Node): void {
  for (const [name, part] of isObject(node) ? node.entries : []) {
    if (name === 'key') dump.opening.ledger.mark(part, 'exact');
    else if (name !== 'value') wrapping(dump, part);
  }
  const key = keyOf(textOf(child(node, 'key')) ?? '');
  const value = child(node, 'value');
  if (key !== undefined && value !== undefined) readObject(dump, key, value);
}

/** Pairs, or objects without anything around them, whose kind the dump must name. */
function readItems(dump: Dump, list: Node, kind: Key['kind'] | undefined): void {
  if (itemsOf(list).length === 0) wrapping(dump, list);
  for (const item of itemsOf(list)) {
    const id = idOf(child(item, 'id') ?? child(item, 'username'));
    if (isPair(item)) readPair(dump, item);
    else if (kind !== undefined && id !== undefined) readObject(dump, { kind, id }, item);
    else unknown(dump, item);
  }
}

/** `node` of version 2: one object, or a folder of them. */
function readFolder(dump: Dump, folder: Node, kind: Key['kind'] | undefined): void {
  if (isPair(folder)) return readPair(dump, folder);
  if (folder.kind !== 'object') return unknown(dump, folder);
  for (const [name, part] of folder.entries) {
    if (name === 'nodes') readItems(dump, part, kind);
    else wrapping(dump, part);
  }
}

function readAnswer(dump: Dump, node: Node, kind: Key['kind'] | undefined): void {
  if (isPair(node)) return readPair(dump, node);
  if (node.kind === 'list') return readItems(dump, node, kind);
  if (node.kind !== 'object' || !isAnswer(node)) return unknown(dump, node);
  for (const [name, part] of node.entries) {
    if (name === 'list') readItems(dump, part, kind);
    else if (name === 'node') readFolder(dump, part, kind);
    else wrapping(dump, part);
  }
}

function readDump(dump: Dump, { root }: Document): void {
  if (isAnswer(root)) return readAnswer(dump, root, undefined);
  if (root.kind === 'list') return root.items.forEach((item) => readAnswer(dump, item, undefined));
  if (root.kind !== 'object') return unknown(dump, root);
  for (const [name, node] of root.entries) {
    const kind = nameOf(name);
    if (kind === undefined) unknown(dump, node);
    else if (kind === 'plugins' && !isAnswer(node)) dump.plugins = node;
    else readAnswer(dump, node, kind);
  }
}

export const adminDoor: Door = {
  name: 'admin',
  acceptance: 'store',
  recognizes,
  open(documents, opening) {
    const dump: Dump = { opening, collected: collecting(), plugins: undefined };
    for (const document of documents) readDump(dump, document);
    return ok({ sections: dump.collected.inKeyOrder(), plugins: dump.plugins, whole: documents[0].root });
  },
};
