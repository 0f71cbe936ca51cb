/** JSON (RFC 8259) into a document, with offsets. Without recursion, so that depth is ours to limit. */
import { finding } from '../finding/finding.ts';
import type { Frame } from './builder.ts';
import { attach, createInterner, list, object, openDocument, scalar, setRoot } from './builder.ts';
import type { JsonString } from './json-string.ts';
import { jsonStringAt } from './json-string.ts';
import type { Document, Node } from './node.ts';
import { Unreadable } from './problem.ts';
import type { YamlSource } from './yaml.ts';

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![0-9a-zA-Z.+-])/y;
const word = /(?:true|false|null)(?![0-9a-zA-Z_])/y;

const words = { true: true, false: false, null: null } as const;

function at(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

const broken = (offset: number, expected: string): Unreadable =>
  new Unreadable(offset, (context) => finding('DOC020', { expected }, context));

/** The string at an offset. */
function readString(text: string, offset: number): JsonString {
  const read = jsonStringAt(text, offset);
  if (read === undefined) throw broken(offset, 'a string that ends on its line, with escapes as in JSON');
  return read;
}

/** The one document of a JSON text. Throws Unreadable. */
export function readJson(source: YamlSource): Document[] {
  const { text, limits, original } = source;
  const document = openDocument({ file: source.file, index: 0, ...source.measures, syntax: 'json' });
  const frames: Frame[] = [];
  const intern = createInterner();
  let offset = 0;

  const skip = (): number => {
    const code = text.charCodeAt(offset);
    if (code === 32 || (code >= 9 && code <= 13)) offset += at(blank, text, offset)?.length ?? 0;
    return text.charCodeAt(offset);
  };
  const put = (node: Node): void => {
    const frame = frames.at(-1);
    if (frame === undefined) setRoot(document, node);
    else attach(frame, node, document);
  };
  const readKey = (frame: Frame): void => {
    if (skip() !== 34) throw broken(offset, "a key in double quotes or '}'");
    const { token, value } = readString(text, offset);
    frame.key = intern(value);
    frame.keyOffset = offset;
    offset += token.length;
    if (skip() !== 58) throw broken(offset, "':'");
    offset += 1;
  };
  const open = (node: Frame['node']): void => {
    if (frames.length >= limits.depth)
      throw new Unreadable(offset, (context) => finding('DOC015', { limit: limits.depth }, context));
    put(node);
    frames.push({
      node,
      key: undefined,
      keyOffset: 0,
      height: 0,
      anchor: undefined,
      totalBefore: 0,
      merges: [],
      merging: false,
    });
    offset += 1;
  };
  /** Reads one value; true when it opened a list or object that has something inside. */
  const readValue = (): boolean => {
    const code = skip();
    const frame = frames.at(-1);
    const parent = frame?.node ?? document;
    const key = frame?.node.kind === 'list' ? frame.node.items.length : frame?.key;
    if (code === 123 || code === 91) {
      open((code === 123 ? object : list)(parent, key, original(offset)));
      if (skip() !== (code === 123 ? 125 : 93)) return true;
      offset += 1;
      frames.pop();
      return false;
    }
    if (code === 34) {
      const { token, value } = readString(text, offset);
      put(scalar(parent, key, original(offset), value, 'quoted', value));
      offset += token.length;
      return false;
    }
    const token = at(word, text, offset) ?? at(number, text, offset);
    if (token === undefined) throw broken(offset, 'a value');
    // A word token is a key of words.
    const value = token in words ? words[token as keyof typeof words] : Number(token);
    put(scalar(parent, key, original(offset), value, 'plain', token));
    offset += token.length;
    return false;
  };
  /** After a value: closes what ends here; true when another value follows. */
  const proceed = (): boolean => {
    for (;;) {
      const code = skip();
      const frame = frames.at(-1);
      if (frame === undefined) {
        if (offset < text.length) throw broken(offset, 'the end of the file');
        return false;
      }
      const end = frame.node.kind === 'object' ? 125 : 93;
      if (code === 44) {
        offset += 1;
        return true;
      }
      if (code !== end) throw broken(offset, frame.node.kind === 'object' ? "',' or '}'" : "',' or ']'");
      offset += 1;
      frames.pop();
    }
  };

  for (;;) {
    const frame = frames.at(-1);
    if (frame?.node.kind === 'object') readKey(frame);
    if (!readValue() && !proceed()) return [document];
  }
}
