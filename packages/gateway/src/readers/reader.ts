/** What every reader is. */
import type { Limits } from '@banyan/core/document/limits.ts';
import type { Document } from '@banyan/core/document/node.ts';
import type { ReadOptions } from '@banyan/core/document/read.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Result } from '@banyan/core/result.ts';
import type { Model } from '../model/model.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A file of the source. */
export interface SourceFile {
  /** As findings name it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The gateway's own configuration (`config.yaml`), not the routes. */
  readonly static?: boolean;
  /** It is no file of the user's: fetched from a running system, or unpacked. It is written beside the output. */
  readonly snapshot?: boolean;
}

export interface ParseOptions {
  /** One of the reader's `doors`; undefined to look at what is there. */
  readonly door?: string | undefined;
  /** For variables in files. */
  readonly environment: Environment;
  readonly limits?: Partial<Limits> | undefined;
}

/** Which routes are converted. */
export type Only =
  | { readonly kind: 'route'; readonly id: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'label'; readonly key: string; readonly value: string };

export interface ReaderOptions {
  /** All routes where nothing is named; otherwise those that one of these selects. */
  readonly only?: readonly Only[];
  /** Which of the source's route matchers is configured, where the documents do not say. */
  readonly router?: 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';
  /** Where the target is told to listen, so that nothing has to be assumed where the documents do not say. */
  readonly listen?: { readonly address: string; readonly port: number } | undefined;
  /** For references to environment variables inside values. */
  readonly environment?: Environment;
  /** One of the reader's `doors`; undefined to look at what is there. */
  readonly door?: string | undefined;
}

/**
 * Turns documents of one format into the model. Everything that has an effect is handed on with its sources; what has
 * none (dropped objects, descriptions) the reader marks in the ledger itself. Errors are for what cannot be read at all.
 */
export interface Reader {
  readonly format: string;
  /** The forms in which a configuration of this format comes. */
  readonly doors: readonly string[];
  /** Which of them documents look like. */
  doorOf(documents: readonly Document[]): string;
  /** What is done to a file's text before it is parsed, for readDocuments: variables are taken from the environment. */
  prepare(environment: Environment, file: 'configuration' | 'static'): NonNullable<ReadOptions['prepare']>;
  /** The file as documents. */
  parse(file: SourceFile, options: ParseOptions): Result<readonly Document[], readonly Finding[]>;
  /** A packed file as one in which places can be told; undefined when it is not packed. */
  unpack(file: SourceFile): SourceFile | undefined;
  read(documents: readonly Document[], ledger: Ledger, options: ReaderOptions): Result<Model, readonly Finding[]>;
}
