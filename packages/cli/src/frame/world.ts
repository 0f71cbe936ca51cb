/** Everything outside that a command touches, so that a test can put something else in its place. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { EngineClient } from '@banyan/engine/client.ts';

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
  /** Rows of the terminal; 24 where there is none. */
  readonly rows: number;
}

export interface World {
  /** Data. */
  readonly stdout: Output;
  /** Talk: progress, findings, errors. */
  readonly stderr: Output;
  /** All of standard input, when a command asks for it. */
  readonly stdin: () => Promise<Uint8Array>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that the user is in; absolute. */
  readonly directory: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /**
   * Aborted by Ctrl-C (SIGINT) or SIGTERM from now on, with the name of the signal as the reason; until somebody asks,
   * they end the process as usual.
   */
  readonly interruption: () => AbortSignal;
  /** The engine of this machine; nothing is started before it is asked for something. */
  readonly engine: () => Promise<Result<EngineClient, Finding>>;
}
