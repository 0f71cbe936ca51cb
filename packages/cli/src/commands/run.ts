/** `banyan run migration.yaml`: plans, starts and watches a migration. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { EngineClient } from '@banyan/engine/client.ts';
import type { Command, Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { fail } from '../render/error.ts';
import { follow } from '../verbs/follow.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { atRest } from '../verbs/outcome.ts';
import { withEngine } from '../verbs/verb.ts';

export const run: Command = {
  name: 'run',
  summary: summaries.run,
  arguments: [{ name: 'MIGRATION', description: options.migrationFile }],
  options: [
    { flags: '--accept <ROUTE>', description: options.accept, repeatable: true },
    { flags: '-d, --detach', description: options.detach },
  ],
  examples: [
    { line: 'banyan run migration.yaml', description: examples.run },
    { line: 'banyan run migration.yaml --detach', description: examples.runDetached },
    { line: 'banyan run migration.yaml --accept admin', description: examples.runAccept },
  ],
  run: (context) => withEngine(context, (client) => start(context, client)),
};

async function start(context: Context, client: EngineClient): Promise<ExitCode> {
  const [file = ''] = context.arguments;
  const problem = problemWith(file);
  if (problem !== undefined) return fail(context, problem, exit.usage);
  const started = await client.run(file, { accept: context.options.list('accept') });
  if (!started.ok) {
    const { others = [], ...first } = started.error;
    return fail(context, [first, ...others], exitOfFailure(first));
  }
  if (!context.options.flag('detach')) return follow(context, client, started.value, atRest);
  if (context.format === 'json') context.stdout.write(`${JSON.stringify(started.value, null, 2)}\n`);
  else context.stderr.write(`${verbs.detached[context.locale]({ name: started.value.name })}\n`);
  return exit.done;
}
