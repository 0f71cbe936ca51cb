/** What a state of a migration means for the exit code, and the sentence that says how to go on. */
import type { MigrationState, MigrationView } from '@banyan/engine/client.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { Locale } from '@banyan/core/words/locale.ts';

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

export const exitOf = (state: MigrationState): ExitCode => exits[state];

/** Nothing more will happen without a new command. */
export const finished = ({ state }: MigrationView): boolean =>
  state === 'completed' || state === 'rolled-back' || state === 'rolled-back-break-glass';

/** Finished, or a human has to say something first. */
export const atRest = (view: MigrationView): boolean => finished(view) || exitOf(view.state) === exit.waiting;

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
