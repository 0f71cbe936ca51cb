/** What a migration can be told. Kept durably by the engine, so it carries no secret. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Plan } from '@banyan/migration/plan/plan.ts';

export type Message =
  | { readonly kind: 'begin'; readonly plan: Plan }
  /** Goes on, if nothing else has happened since it was scheduled. */
  | { readonly kind: 'tick'; readonly token: number }
  /** Goes on if it should be going on: sent to every migration when the engine has come back. */
  | { readonly kind: 'nudge' }
  | { readonly kind: 'approve'; readonly who: string; readonly reason?: string }
  | { readonly kind: 'pause' }
  /** `glass` tells of a rollback around the engine that it has not met yet. */
  | { readonly kind: 'resume'; readonly glass?: { readonly generation: number; readonly why: Finding } }
  | { readonly kind: 'rollback'; readonly why: Finding };
