/** Where something stands in a user's file. */
export interface Place {
  readonly file: string;
  /** Index of the YAML document in the file, from 0. */
  readonly document: number;
  /** RFC 6901. */
  readonly pointer: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

/** Where a finding about a whole file points to. */
export const beginningOf = (file: string): Place => ({ file, document: 0, pointer: '', line: 1, column: 1 });
