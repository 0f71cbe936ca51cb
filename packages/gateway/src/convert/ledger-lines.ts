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
function visit(node: Node, pointer: string, each: (leaf: Node, pointer: string) => void): void {
  if (node.kind === 'list' && node.items.length > 0) {
    node.items.forEach((item, index) => {
      if (item.parent === node && item.key === index) visit(item, `${pointer}/${index}`, each);
    });
  } else if (node.kind === 'object' && node.entries.size > 0) {
    for (const [key, item] of node.entries) {
      if (item.parent === node && item.key === key) visit(item, pointer + pointerStep(key), each);
    }
  } else each(node, pointer);
}

/** Lines of one document, joined into chunks that are comfortable to write. */
export function ledgerChunks(document: Document, ledger: Ledger, digest: Digest): string[] {
  const chunks: string[] = [];
  let lines: string[] = [];
  const file = text(document.file);
  visit(document.root, '', (leaf, pointer) => {
    const entry = ledger.entry(leaf);
    if (entry === undefined) throw new Error(`no verdict for ${document.file}${pointer}`);
    const { line, column } = lineAndColumn(document, leaf.offset);
    lines.push(
      `{"file":${file},"document":${document.index},"pointer":${text(pointer)},"line":${line},"column":${column},` +
        `"digest":"${digest(leaf)}","verdict":"${entry.verdict}","codes":${JSON.stringify(entry.codes)},` +
        `"targets":${targets(entry)}}\n`,
    );
    if (lines.length === 4096) {
      chunks.push(lines.join(''));
      lines = [];
    }
  });
  if (lines.length > 0) chunks.push(lines.join(''));
  return chunks;
}
