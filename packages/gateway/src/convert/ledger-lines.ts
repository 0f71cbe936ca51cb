/** The account of the source as JSON Lines: one line for every scalar and every empty list or object, in file order. */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { lineAndColumn, pointerStep } from '@banyan/core/document/locate.ts';
import type { TargetPlace } from '@banyan/core/finding/finding.ts';
import type { Entry, Ledger } from '@banyan/core/ledger/ledger.ts';

type Digest = (leaf: Node) => string;

const text = (value: string): string => JSON.stringify(value);

const targetText = ({ file, pointer }: TargetPlace): string => `{"file":${text(file)},"pointer":${text(pointer)}}`;

/** The end of a line, which says what became of the leaf. Entries without targets are few, and shared by many leaves. */
function createVerdicts(): (entry: Entry) => string {
  const known = new Map<Entry, string>();
  return (entry) => {
    const same = known.get(entry);
    if (same !== undefined) return same;
    const targets = entry.targets.map(targetText).join(',');
    const made = `"verdict":"${entry.verdict}","codes":${JSON.stringify(entry.codes)},"targets":[${targets}]}\n`;
    if (entry.targets.length === 0) known.set(entry, made);
    return made;
  };
}

type Place = readonly [leaf: Node, pointer: string];

/** Objects below this level are walked at once: a chain of generators for every leaf would cost more than the leaf. */
const lazyLevels = 3;

/** Leaves below a node with their pointers, which grow on the way down: far faster than asking each leaf for its own. */
function* leavesOf(node: Node, pointer: string, level = 0): Generator<Place> {
  if (level === lazyLevels) return yield* collect(node, pointer, []);
  if (node.kind === 'list' && node.items.length > 0) {
    for (const [index, item] of node.items.entries()) {
      if (item.parent === node && item.key === index) yield* leavesOf(item, `${pointer}/${index}`, level + 1);
    }
  } else if (node.kind === 'object' && node.entries.size > 0) {
    for (const [key, item] of node.entries) {
      if (item.parent === node && item.key === key) yield* leavesOf(item, pointer + pointerStep(key), level + 1);
    }
  } else yield [node, pointer];
}

function collect(node: Node, pointer: string, found: Place[]): Place[] {
  if (node.kind === 'list' && node.items.length > 0) {
    for (const [index, item] of node.items.entries()) {
      if (item.parent === node && item.key === index) collect(item, `${pointer}/${index}`, found);
    }
  } else if (node.kind === 'object' && node.entries.size > 0) {
    for (const [key, item] of node.entries) {
      if (item.parent === node && item.key === key) collect(item, pointer + pointerStep(key), found);
    }
  } else found.push([node, pointer]);
  return found;
}

/**
 * Lines of all documents in chunks that are comfortable to write. They are made while somebody asks for them, so that the
 * account of a large source never stands in memory as a whole; asking again gives the same.
 */
export function ledgerChunks(documents: readonly Document[], ledger: Ledger, digest: Digest): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      let lines: string[] = [];
      const verdictOf = createVerdicts();
      for (const document of documents) {
        const head = `{"file":${text(document.file)},"document":${document.index},"pointer":`;
        for (const [leaf, pointer] of leavesOf(document.root, '')) {
          const entry = ledger.entry(leaf);
          if (entry === undefined) throw new Error(`no verdict for ${document.file}${pointer}`);
          const { line, column } = lineAndColumn(document, leaf.offset);
          const place = `${head}${text(pointer)},"line":${line},"column":${column}`;
          lines.push(`${place},"digest":"${digest(leaf)}",${verdictOf(entry)}`);
          if (lines.length < 4096) continue;
          yield lines.join('');
          lines = [];
        }
      }
      if (lines.length > 0) yield lines.join('');
    },
  };
}
