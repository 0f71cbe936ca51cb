/** Pointer, line and column of a node, worked out when somebody asks. */
import type { Document, Node } from './node.ts';
import type { Place } from './place.ts';

/** Offsets at which lines begin; a line ends with LF, CR LF or CR. */
export function lineStarts(text: string): Uint32Array {
  // A list of numbers would take several times the memory of the text where lines are short.
  let starts = new Uint32Array(1024);
  let count = 1;
  const ends = /\r\n?|\n/g;
  while (ends.exec(text) !== null) {
    if (count === starts.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = ends.lastIndex;
  }
  return starts.slice(0, count);
}

/** Offsets of the first halves of surrogate pairs. */
export function astralOffsets(text: string): Uint32Array {
  const offsets: number[] = [];
  const pairs = /[\ud800-\udbff][\udc00-\udfff]/g;
  for (let pair = pairs.exec(text); pair !== null; pair = pairs.exec(text)) offsets.push(pair.index);
  return Uint32Array.from(offsets);
}

/** How many entries of an ascending list are at most (or, with a bound of `value - 1`, below) the value. */
function countUpTo(list: Uint32Array, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Measured = Pick<Document, 'lines' | 'astral'>;

/** Line and column, both from 1, the column in characters. */
export function lineAndColumn(document: Measured, offset: number): { readonly line: number; readonly column: number } {
  const line = Math.max(1, countUpTo(document.lines, offset));
  const start = document.lines[line - 1] ?? 0;
  const pairs =
    document.astral.length === 0 ? 0 : countUpTo(document.astral, offset - 1) - countUpTo(document.astral, start - 1);
  return { line, column: offset - start + 1 - pairs };
}

/** The same for offsets that mostly ascend: it goes on from the line before instead of looking for each line anew. */
export function ascendingPlaces(document: Measured): (offset: number) => ReturnType<typeof lineAndColumn> {
  const { lines, astral } = document;
  let line = 1;
  return (offset) => {
    if (astral.length > 0 || offset < (lines[line - 1] ?? 0)) {
      const place = lineAndColumn(document, offset);
      line = place.line;
      return place;
    }
    while ((lines[line] ?? Infinity) <= offset) line++;
    return { line, column: offset - (lines[line - 1] ?? 0) + 1 };
  };
}

/** The document that a node belongs to. */
export function documentOf(node: Node): Document {
  let at: Node | Document = node;
  while ('kind' in at) at = at.parent;
  return at;
}

/** One step of an RFC 6901 pointer. */
export function pointerStep(key: string | number): string {
  if (typeof key === 'number' || !/[~/]/.test(key)) return `/${key}`;
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** RFC 6901 pointer from the root of the node's document. */
export function pointerOf(node: Node): string {
  let pointer = '';
  let at: Node | Document = node;
  while ('kind' in at) {
    if (at.key !== undefined) pointer = pointerStep(at.key) + pointer;
    at = at.parent;
  }
  return pointer;
}

/** Where a node stands, for findings and the ledger. */
export function placeOf(node: Node): Place {
  const document = documentOf(node);
  return {
    file: document.file,
    document: document.index,
    pointer: pointerOf(node),
    ...lineAndColumn(document, node.offset),
  };
}
