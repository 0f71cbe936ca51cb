/** What every reader is. */
import type { Document } from '@banyan/core/document/node.ts';
import type { ReadOptions } from '@banyan/core/document/read.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Result } from '@banyan/core/result.ts';
import type { Model } from '../model/model.ts';

export interface ReaderOptions {
  /** Which of the source's route matchers is configured, where the documents do not say. */
  readonly router?: 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';
  /** Where the target is told to listen, so that nothing has to be assumed where the documents do not say. */
  readonly listen?: { readonly address: string; readonly port: number } | undefined;
  /** For references to environment variables inside values. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Turns documents of one format into the model. Everything that has an effect is handed on with its sources; what has
 * none (dropped objects, descriptions) the reader marks in the ledger itself. Errors are for what cannot be read at all.
 */
export interface Reader {
  readonly format: string;
  /** What is done to a file's text before it is parsed, for readDocuments: variables are taken from the environment. */
  prepare(
    environment: Readonly<Record<string, string | undefined>>,
    file: 'configuration' | 'static',
  ): NonNullable<ReadOptions['prepare']>;
  read(documents: readonly Document[], ledger: Ledger, options: ReaderOptions): Result<Model, readonly Finding[]>;
}
