/** What every kind of step is. Expected failures are outcomes; an exception is a bug. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Judgement } from '@banyan/traffic/gates/gate.ts';
import type { Split } from '@banyan/traffic/switches/switch.ts';
import type { Plan, PlannedStep } from '../plan/plan.ts';
import type { World } from '../world/world.ts';
import type { Facts } from './facts.ts';
import type { Json } from './json.ts';

/** Measured shares of one phase in percent, by independent counter; absent while a counter has too few requests. */
export interface Observed {
  readonly edge?: number;
  readonly newGateway?: number;
  readonly oldGateway?: number;
}

/** Something worth a line in the history, said by a step on its way. */
export type Note =
  | { readonly kind: 'share-written'; readonly shares: Readonly<Record<string, number>>; readonly generation: number }
  | {
      readonly kind: 'share-observed';
      readonly phase: string;
      readonly desired: number;
      readonly observed: Observed;
      readonly samples: number;
      readonly errors: { readonly old?: number; readonly new?: number };
      readonly p95: { readonly old?: number; readonly new?: number };
    }
  | { readonly kind: 'share-verified'; readonly phase: string; readonly desired: number; readonly observed: Observed }
  | { readonly kind: 'gate-judged'; readonly judgements: readonly Judgement[] }
  | { readonly kind: 'noted'; readonly what: Finding };

interface Base {
  readonly notes?: readonly Note[];
}

/** How one attempt ended. `memory` is handed to the next attempt of the same part; `facts` stay for later steps. */
export type Outcome = Base &
  (
    | { readonly kind: 'done'; readonly facts?: Facts; readonly memory?: Json }
    /** Not there yet; nothing is wrong. */
    | { readonly kind: 'again'; readonly after: number; readonly memory?: Json }
    /** It cannot be known yet whether all is well; goes on by itself when it can. */
    | { readonly kind: 'hold'; readonly after: number; readonly why: Finding; readonly memory?: Json }
    /** Only a human can go on. */
    | { readonly kind: 'park'; readonly after?: number; readonly why: Finding; readonly memory?: Json }
    /** Everything goes back to the old side, and the migration begins again with its first step. */
    | { readonly kind: 'renew'; readonly why: Finding }
    | { readonly kind: 'failed'; readonly why: Finding }
    /** Somebody else has written the switch with a higher generation; nothing may be written any more. */
    | { readonly kind: 'stale'; readonly found: Split; readonly why: Finding }
  );

/** What an attempt may use. */
export interface StepContext<S extends PlannedStep = PlannedStep> {
  readonly plan: Plan;
  readonly step: S;
  readonly facts: Facts;
  /** Desired shares of all phases of the migration, including what this step asks for. */
  readonly shares: Readonly<Record<string, number>>;
  readonly generation: number;
  /** When the running part began, milliseconds since the epoch. */
  readonly since: number;
  readonly now: number;
  readonly memory: Json | undefined;
  /** Whether a human has agreed to this step. */
  readonly approved: boolean;
  readonly world: World;
  /** Aborted when nobody waits for the attempt any more; nothing may be written after that. */
  readonly signal: AbortSignal;
}

/**
 * One kind of step. Each part may run more than once (after a crash, or because it said `again`) and then ends in the
 * same state: doing twice is doing once, and undoing what was never done is done.
 */
export interface StepKind<S extends PlannedStep = PlannedStep> {
  do(context: StepContext<S>): Promise<Outcome>;
  verify(context: StepContext<S>): Promise<Outcome>;
  undo(context: StepContext<S>): Promise<Outcome>;
}

export const done = (more: { readonly facts?: Facts; readonly memory?: Json; readonly notes?: readonly Note[] } = {}) =>
  ({ kind: 'done', ...more }) as const satisfies Outcome;
export const failed = (why: Finding, notes: readonly Note[] = []) => ({ kind: 'failed', why, notes }) as const;
