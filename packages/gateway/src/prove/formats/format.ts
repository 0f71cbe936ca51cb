/** A format that can be evaluated. */
import type { ObjectNode } from '@banyan/core/document/node.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { Environment } from '../../emulate/variables.ts';
import type { Side } from '../side.ts';

export interface OpenOptions {
  /** As the user named it. */
  readonly name: string;
  readonly environment: Environment;
  /** The gateway's own settings, where they are not beside the file. */
  readonly config: string | undefined;
}

export interface Format {
  readonly name: string;
  /** Names by which its file is known in a folder; none where its documents may lie in any files. */
  readonly files: readonly string[];
  /** Whether a document with this root is of the format. */
  recognises(root: ObjectNode): boolean;
  /** One file, unless the documents of the format may lie in several. */
  open(files: readonly string[], options: OpenOptions): Promise<Result<Side, readonly Finding[]>>;
}
