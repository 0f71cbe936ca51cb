/** The account of the source as JSON Lines: one line for every scalar and every empty list or object, in file order. */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { lineAndColumn, pointerStep } from '@banyan/core/document/locate.ts';
import type { Entry, Ledger } from '@banyan/core/ledger/ledger.ts';

type Digest = (leaf: Node) => string;

const text = (value: string): string => JSON.stringify(value);

function targets(entry: Entry): string {
  if (entry.targets.length === 0) return '[]';
  return `[${entry.targets.map(({ file, pointer }) => `{"file":${text(file)},"pointer":${text(pointer)}}`).join(',')}]`;
}

/** Leaves below a node with their pointers, which grow on the way down: far faster than asking each leaf for its own. */
function* leavesOf(node: Node, pointer: string): Generator<readonly [leaf: Node, pointer: string]> {
  if (node.kind === 'list' && node.items.length > 0) {
    for (const [index, item] of node.items.entries()) {
      if (item.parent === node && item.key === index) yield* below(item, `${pointer}/${index}`);
    }
  } else if (node.kind === 'object' && node.entries.size > 0) {
    for (const [key, item] of node.entries) {
      if (item.parent === node && item.key === key) yield* below(item, pointer + pointerStep(key));
    }
  } else yield [node, pointer];
}

/** Small objects are walked at once: a chain of generators for every leaf would cost more than the leaf. */
function below(node: Node, pointer: string): Iterable<readonly [leaf: Node, pointer: string]> {
  if (pointer.split('/').length < 4) return leavesOf(node, pointer);
  const found: (readonly [leaf: Node, pointer: string])[] = [];
  collect(node, pointer, found);
  return found;
}

function collect(node: Node, pointer: string, found: (readonly [leaf: Node, pointer: string])[]): void {
  if (node.kind === 'list' && node.items.length > 0) {
    for (const [index, item] of node.items.entries()) {
      if (item.parent === node && item.key === index) collect(item, `${pointer}/${index}`, found);
    }
  } else if (node.kind === 'object' && node.entries.size > 0) {
    for (const [key, item] of node.entries) {
      if (item.parent === node && item.key === key) collect(item, pointer + pointerStep(key), found);
    }
  } else found.push([node, pointer]);
}

/** The line of one leaf. */
function lineOf(document: Document, ledger: Ledger, digest: Digest, leaf: Node, pointer: string): string {
  const entry = ledger.entry(leaf);
  if (entry === undefined) throw new Error(`no verdict for ${document.file}${pointer}`);
  const { line, column } = lineAndColumn(document, leaf.offset);
  return (
    `{"file":${text(document.file)},"document":${document.index},"pointer":${text(pointer)},"line":${line},` +
    `"column":${column},"digest":"${digest(leaf)}","verdict":"${entry.verdict}","codes":${JSON.stringify(entry.codes)},` +
    `"targets":${targets(entry)}}\n`
  );
}

/**
 * Lines of all documents in chunks that are comfortable to write. They are made while somebody asks for them, so that the
 * account of a large source never stands in memory as a whole; asking again gives the same.
 */
export function ledgerChunks(documents: readonly Document[], ledger: Ledger, digest: Digest): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      let lines: string[] = [];
      for (const document of documents) {
        for (const [leaf, pointer] of leavesOf(document.root, '')) {
          lines.push(lineOf(document, ledger, digest, leaf, pointer));
          if (lines.length < 4096) continue;
          yield lines.join('');
          lines = [];
        }
      }
      if (lines.length > 0) yield lines.join('');
    },
  };
}
