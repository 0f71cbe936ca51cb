/** What stops a file from being read: a finding that still lacks its place. */
import type { Finding, FindingContext } from '../finding/finding.ts';

/** `offset` is in the text that is parsed; `make` is a finding maker with its parameters bound. */
export interface Problem {
  readonly offset: number;
  readonly make: (context: FindingContext) => Finding;
}

/** Unwinds a parser. It never leaves this room: readDocuments catches it and returns the finding. */
export class Unreadable extends Error {
  readonly problem: Problem;
  constructor(offset: number, make: Problem['make']) {
    super('unreadable');
    this.problem = { offset, make };
  }
}
