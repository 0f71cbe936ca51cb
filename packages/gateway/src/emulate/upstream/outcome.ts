import type { Duplex, Readable } from 'node:stream';
import type { Pair } from '../headers.ts';

/** What one attempt at one node came to. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: readonly Pair[];
      readonly body: Readable;
      /** Trailing headers, once the body has ended. */
      trailers(): readonly Pair[];
      /** Ends the exchange with the node, for instance because the client has gone. */
      abandon(): void;
    }
  /** The node took the connection over (101). */
  | { readonly kind: 'switched'; readonly headers: readonly Pair[]; readonly socket: Duplex; readonly head: Buffer }
  | {
      readonly kind: 'failed';
      readonly status: 502 | 504;
      /** Whether any part of the request may have reached the node. */
      readonly sent: boolean;
    };

/** One attempt: what is sent. */
export interface Attempt {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly Pair[];
  /** Sends the request's body; undefined when it has none. Called once the connection stands. */
  readonly body: ((to: NodeJS.WritableStream & { destroyed?: boolean }) => void) | undefined;
  /** Upgrade to ask for; undefined for an ordinary exchange. */
  readonly upgrade: string | undefined;
  readonly timeout: { readonly connect: number; readonly send: number; readonly read: number };
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
}
