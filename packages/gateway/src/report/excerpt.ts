/** Lines of written files around the places that the ledger names. */
import { lineAndColumn } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import type { TargetPlace } from '@banyan/core/finding/finding.ts';
import type { OutputFile } from '../convert/convert.ts';
import type { Redact } from './redact.ts';

export interface Excerpt {
  readonly line: number;
  readonly text: string;
}

/** Lines of an excerpt before the rest is left out. */
const most = 6;

function at(root: Node, pointer: string): Node | undefined {
  let node: Node | undefined = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (node?.kind === 'object') node = node.entries.get(key);
    else node = node?.kind === 'list' ? node.items[Number(key)] : undefined;
  }
  return node;
}

/** What stands at the place and below it: as many lines as are indented further. */
function linesFrom(lines: readonly string[], first: number): string {
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  const start = lines[first - 1] ?? '';
  const block = [start];
  for (const line of lines.slice(first, first + most)) {
    if (indentOf(line) <= indentOf(start)) break;
    block.push(line);
  }
  const cut = indentOf(start);
  return block.map((line) => line.slice(cut)).join('\n');
}

/** Files are parsed when the first place in them is asked for. */
export function excerpts(files: readonly OutputFile[], redact: Redact): (place: TargetPlace) => Excerpt | undefined {
  const parsed = new Map<
    string,
    { readonly lines: readonly string[]; readonly find: (pointer: string) => number | undefined }
  >();
  const known = new Map<string, Excerpt | undefined>();
  const open = (name: string): ReturnType<typeof parsed.get> => {
    const file = files.find(({ path }) => path === name);
    if (file === undefined || parsed.has(name)) return parsed.get(name);
    const text = Array.from(file.chunks).join('');
    const read = readDocuments(Buffer.from(text), name);
    const documents = read.ok ? read.value : [];
    parsed.set(name, {
      lines: redact(text).split('\n'),
      find(pointer) {
        for (const document of documents) {
          const node = at(document.root, pointer);
          if (node !== undefined) return lineAndColumn(document, node.offset).line;
        }
        return undefined;
      },
    });
    return parsed.get(name);
  };
  return ({ file, pointer }) => {
    const name = `${file} ${pointer}`;
    if (known.has(name)) return known.get(name);
    const opened = open(file);
    const line = opened?.find(pointer);
    const found =
      line === undefined || opened === undefined ? undefined : { line, text: linesFrom(opened.lines, line) };
    known.set(name, found);
    return found;
  };
}
