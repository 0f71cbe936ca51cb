/** How the command line (and later a server) talks to the engine. Plain data in and out; nothing here knows Restate. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { Measured } from '@banyan/traffic/indicators/indicator.ts';
import type { Judgement } from '@banyan/traffic/gates/gate.ts';

export type MigrationState =
  | 'running'
  /** A gate or a check cannot know yet; it goes on by itself when it can. */
  | 'holding'
  | 'paused'
  | 'waiting-for-approval'
  | 'rolling-back'
  | 'rolled-back'
  /** A rollback written around the engine (`rollback --break-glass`); stays until `resume`. */
  | 'rolled-back-break-glass'
  | 'completed'
  /** Neither forward nor back is possible by itself; the reason says what a human must do. */
  | 'stuck'
  /** The engine is replaying after a restart; nothing may be concluded yet. */
  | 'recovering';

export type StepState = 'planned' | 'running' | 'holding' | 'parked' | 'done' | 'failed' | 'undoing' | 'undone';

export interface StepView {
  /** Unique in the migration, e.g. `orders/shift-25`. */
  readonly id: string;
  /** Phase of the Migration document; undefined for steps of the whole. */
  readonly phase: string | undefined;
  readonly kind: string;
  readonly state: StepState;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** What it is doing or why it stopped, as a finding so that it can be said in the reader's language. */
  readonly detail?: Finding;
}

export interface PhaseView {
  readonly name: string;
  /** Percent asked for. */
  readonly desired: number;
  /** Percent measured since the last change, by each independent counter; undefined while it has too few requests. */
  readonly observed: { readonly edge?: number; readonly newGateway?: number; readonly oldGateway?: number };
}

export interface MigrationView {
  readonly name: string;
  readonly state: MigrationState;
  readonly generation: number;
  readonly phases: readonly PhaseView[];
  readonly steps: readonly StepView[];
  /** The latest judgement of each gate of the running step. */
  readonly gates: readonly Judgement[];
  /** What happens next, and when (milliseconds since the epoch; undefined when a human or a gate decides). */
  readonly next: { readonly what: Finding; readonly at?: number } | undefined;
  readonly why?: Finding;
  readonly startedAt: number;
  readonly updatedAt: number;
  /** Versions used, as printed by the programs. */
  readonly versions: { readonly banyan: string; readonly envoy: string; readonly engine: string };
  /** Addresses on loopback. */
  readonly addresses: {
    readonly edge?: string;
    /** Where gRPC clients come in, if that is a listener of its own. */
    readonly edgeGrpc?: string;
    readonly newGateway?: string;
    readonly oldGateway?: string;
  };
}

/** One counter, and what it shows now. */
export interface SourceView {
  readonly source: string;
  readonly measured: readonly Measured[];
  /** Why it shows nothing. */
  readonly problem?: Finding;
}

/** One line of the migration's history: append-only, numbered without gaps. */
export interface MigrationEvent {
  readonly seq: number;
  readonly at: number;
  /** e.g. `started`, `step-began`, `share-written`, `share-verified`, `gate-judged`, `approval-asked`, `rolled-back`. */
  readonly kind: string;
  readonly step?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why a migration cannot be planned: the first finding, and all others of its document and source. */
export type Refusal = Finding & { readonly others?: readonly Finding[] };

/**
 * All verbs restart a dead supervisor first, except `breakGlass`, which needs nothing but the edge, and those that look
 * where there is no migration.
 */
export interface EngineClient {
  /** Plans and starts the migration in the file; a migration that already runs under the name is attached to, not restarted. */
  run(file: string, options: { readonly accept: readonly string[] }): Promise<Result<MigrationView, Refusal>>;
  status(name: string): Promise<Result<MigrationView, Finding>>;
  /** The signed record of the whole history; see evidence/format.ts. */
  evidence(name: string, by: { readonly who: string }): Promise<Result<string, Finding>>;
  events(name: string, after: number): Promise<Result<readonly MigrationEvent[], Finding>>;
  list(): Promise<Result<readonly MigrationView[], Finding>>;
  /** What each counter shows now; needs no engine. */
  indicators(name: string): Promise<Result<readonly SourceView[], Finding>>;
  approve(
    name: string,
    by: { readonly who: string; readonly reason?: string },
  ): Promise<Result<MigrationView, Finding>>;
  pause(name: string): Promise<Result<MigrationView, Finding>>;
  resume(name: string): Promise<Result<MigrationView, Finding>>;
  rollback(name: string, reason: string): Promise<Result<MigrationView, Finding>>;
  breakGlass(name: string, reason: string): Promise<Result<{ readonly generation: number }, Finding>>;
  /** Ends supervisor, worker and engine; the data planes keep serving what they have. */
  stop(): Promise<Result<void, Finding>>;
}
