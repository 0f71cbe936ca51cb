/**
 * What Banyan asks of an engine of durable execution, and nothing more. An adapter promises:
 * - turns of one key never overlap, and every accepted message gets its turn, through the death of any process;
 * - the result of an effect is kept once it has returned; an effect that was interrupted runs again, so it may run twice;
 * - what a turn saves and schedules becomes true together with its end;
 * - `interrupt` does not queue behind a running turn: that turn's effect is told to stop, and its results are dropped.
 */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';

/** One turn of a key: from a message to what is saved and scheduled. Everything in it except effects is deterministic. */
export interface Turn<S, M> {
  readonly key: string;
  readonly state: S | undefined;
  /** Milliseconds since the epoch, the same when the turn is replayed. */
  now(): Promise<number>;
  /** Runs something that touches the world. `signal` is given when nobody waits for the result any more. */
  effect<T>(name: string, run: (signal: AbortSignal) => Promise<T>): Promise<T>;
  save(state: S): void;
  /** Another message to the same key, after some milliseconds. */
  schedule(message: M, after: number): void;
}

/** What is done with a message. Throws only what the adapter throws at it (an interruption), or a bug. */
export type Handler<S, M> = (turn: Turn<S, M>, message: M) => Promise<void>;

export interface Port<S, M> {
  /** Gives the key a message; returns when it is kept durably, not when it has been handled. */
  send(key: string, message: M): Promise<Result<void, Finding>>;
  /** Stops what runs for the key, then gives it the message. */
  interrupt(key: string, message: M): Promise<Result<void, Finding>>;
  /** The state saved last; undefined when there is none. For diagnosis: the history file is the truth for people. */
  read(key: string): Promise<Result<S | undefined, Finding>>;
}
