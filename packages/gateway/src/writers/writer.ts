/** What every writer is, and the one list of them. */
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Model } from '../model/model.ts';

export interface WriterOptions {
  /** Mechanisms that the user allows beyond the target's own configuration. */
  readonly allow: ReadonlySet<'lua'>;
  /** What becomes of a route whose protection cannot be mapped. */
  readonly unsupported: 'close' | { readonly keepOld: { readonly host: string; readonly port: number } };
  /** Listen here instead of where the source says. */
  readonly listen: { readonly address: string; readonly port: number } | undefined;
}

export interface Written {
  /**
   * Relative paths with the text in pieces, which may be walked through several times; in a fixed order. `secret` files are
   * written with mode 0600.
   */
  readonly files: readonly { readonly path: string; readonly chunks: Iterable<string>; readonly secret: boolean }[];
  readonly findings: readonly Finding[];
  /** Routes of the source that the target refuses, for all requests or for some, and the finding that says why; in order. */
  readonly closed: readonly { readonly route: string; readonly code: FindingCode }[];
}

/** Turns the model into a target's files and marks in the ledger what became of every source it used. */
export interface Writer {
  readonly target: string;
  write(model: Model, ledger: Ledger, options: WriterOptions): Written;
}
