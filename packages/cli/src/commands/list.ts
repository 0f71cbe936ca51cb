/** `banyan list`: the migrations of this machine. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { dateAndTime, percent } from '@banyan/core/terminal/units.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import { view as viewWords } from '@banyan/core/words/view.ts';
import type { EngineClient, MigrationView } from '@banyan/engine/client.ts';
import type { Command, Context } from '../frame/command.ts';
import { paintState } from '../live/symbols.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { withEngine } from '../verbs/verb.ts';

export const list: Command = {
  name: 'list',
  summary: summaries.list,
  arguments: [],
  options: [],
  examples: [{ line: 'banyan list -o json', description: examples.list }],
  run: (context) => withEngine(context, (client) => print(context, client)),
};

async function print(context: Context, client: EngineClient): Promise<ExitCode> {
  const found = await client.list();
  if (!found.ok) return fail(context, found.error, exitOfFailure(found.error));
  if (context.format === 'json') context.stdout.write(`${JSON.stringify(found.value, null, 2)}\n`);
  else if (found.value.length === 0) context.stderr.write(`${verbs.none[context.locale]}\n`);
  else context.stdout.write(`${rows(found.value, context).join('\n')}\n`);
  return exit.done;
}

function rows(views: readonly MigrationView[], { locale, colours }: Context): string[] {
  const { name, state, share, steps, updated } = verbs.columns;
  const heading = [name, state, share, steps, updated].map((word) => colours.dim(word[locale]));
  return table([
    heading,
    ...views.map((view) => [
      view.name,
      paintState(view.state, colours)(viewWords.states[view.state][locale]),
      view.phases.map((phase) => `${phase.name} ${percent(phase.desired)}`).join(', '),
      viewWords.ofSteps[locale]({
        done: view.steps.filter((step) => step.state === 'done').length,
        all: view.steps.length,
      }),
      dateAndTime(view.updatedAt),
    ]),
  ]);
}
