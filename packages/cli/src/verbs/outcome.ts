/** What a state of a migration means for the exit code, and the sentence that says how to go on. */
import type { MigrationState, MigrationView } from '@banyan/engine/client.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { exitOfFailure } from './failure.ts';

const exits: Readonly<Record<MigrationState, ExitCode>> = {
  running: exit.done,
  holding: exit.done,
  'rolling-back': exit.done,
  recovering: exit.done,
  completed: exit.done,
  'rolled-back': exit.no,
  'rolled-back-break-glass': exit.no,
  'waiting-for-approval': exit.waiting,
  paused: exit.waiting,
  stuck: exit.waiting,
};

/** What the outcome means for the exit code. */
export const exitOf = (view: MigrationView): ExitCode =>
  environmentFailure(view) === undefined ? exits[view.state] : exit.environment;

/**
 * Why a migration never moved any traffic, where that lies in the environment: a missing Envoy, a taken port, a full disk.
 * Undefined in every other case.
 */
export function environmentFailure({ state, steps, why }: MigrationView): Finding | undefined {
  const moved = steps.some((step) => step.kind === 'shift' && step.state !== 'planned');
  const environment = why !== undefined && exitOfFailure(why) === exit.environment;
  return state === 'rolled-back' && !moved && environment ? why : undefined;
}

/** Nothing more will happen without a new command. */
export const finished = ({ state }: MigrationView): boolean =>
  state === 'completed' || state === 'rolled-back' || state === 'rolled-back-break-glass';

/** Finished, or a human has to say something first. */
export const atRest = (view: MigrationView): boolean => finished(view) || exitOf(view) === exit.waiting;

type Sentence = keyof typeof verbs.finished;

const sentences: Readonly<Partial<Record<MigrationState, Sentence>>> = {
  completed: 'completed',
  'rolled-back': 'rolledBack',
  'rolled-back-break-glass': 'brokenGlass',
  'waiting-for-approval': 'approval',
  paused: 'paused',
  stuck: 'stuck',
};

/** How to go on from here; undefined while it goes on by itself. */
export function closingSentence({ name, state }: MigrationView, locale: Locale): string | undefined {
  const sentence = sentences[state];
  return sentence === undefined ? undefined : verbs.finished[sentence][locale]({ name });
}
