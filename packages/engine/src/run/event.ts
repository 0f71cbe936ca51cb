/** The history of a migration: every decision and every observation worth keeping, in order. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Plan } from '@banyan/migration/plan/plan.ts';
import type { Facts } from '@banyan/migration/steps/facts.ts';
import type { Note } from '@banyan/migration/steps/step.ts';

type Shares = Readonly<Record<string, number>>;

export type Happening =
  | { readonly kind: 'started'; readonly plan: Plan; readonly generation: number; readonly shares: Shares }
  /** Another version of Banyan than before carries the migration on. */
  | { readonly kind: 'carried-by'; readonly banyan: string }
  | { readonly kind: 'step-began'; readonly step: string; readonly generation: number; readonly shares: Shares }
  | { readonly kind: 'step-acted'; readonly step: string; readonly facts: Facts }
  | { readonly kind: 'step-done'; readonly step: string; readonly facts: Facts }
  | { readonly kind: 'step-held'; readonly step: string; readonly why: Finding }
  /** What held it has gone. */
  | { readonly kind: 'step-released'; readonly step: string }
  | { readonly kind: 'step-failed'; readonly step: string; readonly why: Finding }
  | { readonly kind: 'step-undone'; readonly step: string; readonly facts: Facts }
  | { readonly kind: 'approval-asked'; readonly step: string; readonly why: Finding }
  | { readonly kind: 'approved'; readonly step: string; readonly who: string; readonly reason?: string }
  | { readonly kind: 'paused' }
  | { readonly kind: 'resumed' }
  | {
      readonly kind: 'rollback-began';
      readonly why: Finding;
      readonly generation: number;
      readonly shares: Shares;
      /** `write` brings the shares to 0, `undo` takes the steps back. */
      readonly by: 'write' | 'undo';
      /** Afterwards the migration begins again. */
      readonly again?: true;
    }
  | { readonly kind: 'rollback-written'; readonly generation: number }
  | { readonly kind: 'rollback-verified' }
  | { readonly kind: 'rollback-repeated'; readonly why: Finding; readonly generation: number }
  | { readonly kind: 'rolled-back' }
  | { readonly kind: 'break-glass-seen'; readonly why: Finding; readonly generation: number; readonly shares: Shares }
  | { readonly kind: 'taken-over'; readonly generation: number; readonly cursor: number }
  | { readonly kind: 'completed' }
  | { readonly kind: 'stuck'; readonly why: Finding }
  | Note;

export type Event = Happening & { readonly seq: number; readonly at: number };
