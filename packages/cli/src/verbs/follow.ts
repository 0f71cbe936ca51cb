/** Watches a migration and ends as its outcome says; whoever leaves early learns how to come back. */
import type { EngineClient, MigrationView } from '@banyan/engine/client.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { Context } from '../frame/command.ts';
import { watch } from '../live/watch.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from './failure.ts';
import { closingSentence, environmentFailure, exitOf } from './outcome.ts';

export async function follow(
  context: Context,
  client: EngineClient,
  first: MigrationView,
  over: (view: MigrationView) => boolean,
): Promise<ExitCode> {
  const watched = await watch(context, client, first, over);
  if (!watched.ok) return fail(context, watched.error, exitOfFailure(watched.error));
  const { view, detached } = watched.value;
  if (detached) {
    context.stderr.write(`${verbs.detached[context.locale]({ name: view.name })}\n`);
    return exit.done;
  }
  const failure = environmentFailure(view);
  if (failure !== undefined) return fail(context, failure, exit.environment);
  const sentence = closingSentence(view, context.locale);
  if (sentence !== undefined) context.stderr.write(`${sentence}\n`);
  return exitOf(view);
}
