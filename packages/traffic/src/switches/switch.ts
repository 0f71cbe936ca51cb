/** What divides traffic between the old and the new side of one migration. Every kind passes switches/contract.ts. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';

/** The whole division of one migration: absolute, never a difference, so that writing it twice is writing it once. */
export interface Split {
  /** Percent of requests that go to the new side, 0 to 100, by phase. */
  readonly shares: Readonly<Record<string, number>>;
  /** Strictly rising with every new decision. The switch refuses a lower one, whoever brings it. */
  readonly generation: number;
  /** Who decided: `engine`, or `break-glass`. */
  readonly author: string;
}

export interface SwitchLimits {
  /** Smallest step in percent that the switch can express. */
  readonly granularity: number;
  /** Seconds from an accepted write to the first request that follows it, worst case, and why. */
  readonly delay: { readonly seconds: number; readonly reason: string };
  /** What becomes of streams that are open when the share falls to 0. */
  readonly openStreams: string;
}

/**
 * Failures are values.
 * `stale`: the switch holds a higher generation, or the same one with other shares (returned as `found`); nothing was written.
 * `foreign`: what is loaded does not agree with the record of the last write: somebody else writes. Only `read` says so; a
 * write of the recorded generation and shares, or of a higher generation, puts it right.
 * `rejected`: the write was refused or could not be made; what was loaded before is still loaded.
 * `unreachable`: it is not known whether the write took effect; read before the next.
 */
export type SwitchFailure =
  | { readonly kind: 'stale'; readonly found: Split; readonly finding: Finding }
  | { readonly kind: 'foreign'; readonly found: Split; readonly finding: Finding }
  | { readonly kind: 'rejected'; readonly finding: Finding }
  | { readonly kind: 'unreachable'; readonly finding: Finding };

export interface Switch {
  readonly kind: string;
  readonly limits: SwitchLimits;
  /** What the data plane has really loaded, not what was asked for. */
  read(signal: AbortSignal): Promise<Result<Split, SwitchFailure>>;
  /** Writes, waits until the data plane has loaded it, and returns what was read back. */
  write(split: Split, signal: AbortSignal): Promise<Result<Split, SwitchFailure>>;
}
