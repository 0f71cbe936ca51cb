/** Puts nodes together while a parser walks through a text; shared by YAML and JSON. */
import { finding } from '../finding/finding.ts';
import type { Document, ListNode, Node, ObjectNode, ScalarNode } from './node.ts';
import { lineAndColumn } from './locate.ts';
import { Unreadable } from './problem.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Frame {
  readonly node: ObjectNode | ListNode;
  /** Key that waits for its value. */
  key: string | undefined;
  keyOffset: number;
  /** Levels of lists and objects below this one. */
  height: number;
  anchor: string | undefined;
  /** The builder's total when the frame was opened. */
  readonly totalBefore: number;
  /** Objects whose entries this one takes over where it has none of its own (`<<`). */
  readonly merges: ObjectNode[];
  /** The key that waits is `<<`. */
  merging: boolean;
}

/** A document whose root comes later. */
export function openDocument(base: Omit<Document, 'root'>): Document {
  // The root is set by closeDocument before anybody sees the document.
  return { ...base, root: undefined as unknown as Node };
}

export function setRoot(document: Document, root: Node): void {
  // The only place where a document is written to.
  (document as Mutable<Document>).root = root;
}

/** Keys repeat thousands of times in a file: each is kept once. */
export function createInterner(): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size < 10_000) known.set(key, key);
    return key;
  };
}

/** Adds a node to the list or object that is being read. */
export function attach(frame: Frame, child: Node, document: Document): void {
  const { node } = frame;
  if (node.kind === 'list') {
    // A list under construction belongs to the builder alone.
    (node.items as Node[]).push(child);
    return;
  }
  const key = frame.key ?? '';
  const earlier = node.entries.get(key);
  if (earlier !== undefined) {
    const params = { key, line: lineAndColumn(document, earlier.offset).line };
    throw new Unreadable(frame.keyOffset, (context) => finding('DOC011', params, context));
  }
  // An object under construction belongs to the builder alone.
  (node.entries as Map<string, Node>).set(key, child);
  frame.key = undefined;
}

export function scalar(
  parent: ScalarNode['parent'],
  key: ScalarNode['key'],
  offset: number,
  value: ScalarNode['value'],
  style: ScalarNode['style'],
  text: string,
): ScalarNode {
  return { kind: 'scalar', offset, parent, key, value, style, text };
}

export const list = (parent: ListNode['parent'], key: ListNode['key'], offset: number): ListNode => ({
  kind: 'list',
  offset,
  parent,
  key,
  items: [],
});

export const object = (parent: ObjectNode['parent'], key: ObjectNode['key'], offset: number): ObjectNode => ({
  kind: 'object',
  offset,
  parent,
  key,
  entries: new Map(),
});
