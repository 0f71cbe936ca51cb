/** The account of the source as JSON Lines: one line for every scalar and every empty list or object, in file order. */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { ascendingPlaces, pointerStep } from '@banyan/core/document/locate.ts';
import { isLeaf, writtenChildren } from '@banyan/core/document/values.ts';
import type { TargetPlace } from '@banyan/core/finding/finding.ts';
import type { Entry, Ledger } from '@banyan/core/ledger/ledger.ts';

type Digest = (leaf: Node) => string;

/** Its name in the output folder. */
export const ledgerFile = 'ledger.jsonl';

/** Characters of a piece, about. */
const pieceSize = 1 << 18;

const text = (value: string): string => JSON.stringify(value);

const targetText = ({ file, pointer }: TargetPlace): string => `{"file":${text(file)},"pointer":${text(pointer)}}`;

/** The end of a line, which says what became of the leaf. Leaves that were marked together stand together. */
function createVerdicts(): (entry: Entry) => string {
  let last: Entry | undefined;
  let end = '';
  return (entry) => {
    if (entry === last) return end;
    const targets = entry.targets.map(targetText).join(',');
    last = entry;
    end = `"verdict":"${entry.verdict}","codes":${JSON.stringify(entry.codes)},"targets":[${targets}]}\n`;
    return end;
  };
}

/** Steps of pointers as they stand in JSON; keys repeat thousands of times. */
function createSteps(): (key: string | number) => string {
  const known = new Map<string | number, string>();
  return (key) => {
    if (typeof key === 'number') return `/${key}`;
    const step = known.get(key) ?? text(pointerStep(key)).slice(1, -1);
    if (known.size < 10_000) known.set(key, step);
    return step;
  };
}

/** Levels of a document, its sections and their items, that are gone through one by one; an item is written at once. */
const lazyLevels = 2;

/**
 * Lines of all documents in pieces that are comfortable to write. They are made while somebody asks for them, so that the
 * account of a large source never stands in memory as a whole; asking again gives the same.
 */
export function ledgerChunks(documents: readonly Document[], ledger: Ledger, digest: Digest): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const document of documents) yield* linesOf(document, ledger, digest);
    },
  };
}

function* linesOf(document: Document, ledger: Ledger, digest: Digest): Generator<string, void, undefined> {
  const head = `{"file":${text(document.file)},"document":${document.index},"pointer":"`;
  const placeAt = ascendingPlaces(document);
  const verdictOf = createVerdicts();
  const stepOf = createSteps();
  let lines = '';
  const write = (node: Node, pointer: string): void => {
    if (!isLeaf(node)) {
      for (const item of writtenChildren(node)) write(item, pointer + stepOf(item.key ?? ''));
      return;
    }
    const entry = ledger.entry(node);
    if (entry === undefined) throw new Error(`no verdict for ${document.file}${pointer}`);
    const { line, column } = placeAt(node.offset);
    lines += `${head}${pointer}","line":${line},"column":${column},"digest":"${digest(node)}",${verdictOf(entry)}`;
  };
  function* walk(node: Node, pointer: string, level: number): Generator<string, void, undefined> {
    if (level === lazyLevels || isLeaf(node)) write(node, pointer);
    else for (const item of writtenChildren(node)) yield* walk(item, pointer + stepOf(item.key ?? ''), level + 1);
    if (lines.length < pieceSize) return;
    yield lines;
    lines = '';
  }
  yield* walk(document.root, '', 0);
  if (lines !== '') yield lines;
}
