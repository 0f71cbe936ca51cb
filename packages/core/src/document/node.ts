/**
 * A parsed file: values that know where they stand. Nodes are slim (a 50 MB file has millions), so pointer, line and
 * column are worked out only when asked for: see place.ts and locate.ts.
 */
export interface Document {
  readonly file: string;
  /** Index in the file, from 0. */
  readonly index: number;
  readonly root: Node;
  /** Offsets at which the lines begin, for line and column. */
  readonly lines: Uint32Array;
  /** Offsets of characters that take two units of JavaScript text, for columns in characters. */
  readonly astral: Uint32Array;
  /** In JSON every plain scalar has the type it shows; a YAML reader guesses. */
  readonly syntax: 'yaml' | 'json';
}

interface Base {
  /** Offset of the value's first character in the file. */
  readonly offset: number;
  readonly parent: ObjectNode | ListNode | Document;
  /** Key in the parent; undefined at the root. */
  readonly key: string | number | undefined;
}

export interface ScalarNode extends Base {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** How it is written: a plain scalar's type is guessed by the YAML reader, a quoted one is text. */
  readonly style: 'plain' | 'quoted' | 'block';
  /** The source text of a plain scalar (`0x10`, `yes`, `1e3`), for readers that type it differently. */
  readonly text: string;
}

export interface ListNode extends Base {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

export interface ObjectNode extends Base {
  readonly kind: 'object';
  /** In file order. */
  readonly entries: ReadonlyMap<string, Node>;
}

/** An alias is the node of its anchor, shared: it counts at its anchor's place. */
export type Node = ScalarNode | ListNode | ObjectNode;
