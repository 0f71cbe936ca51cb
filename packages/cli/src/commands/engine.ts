/** `banyan engine stop`: ends supervisor, worker and engine; the data planes keep serving. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { EngineClient } from '@banyan/engine/client.ts';
import type { Command, Context } from '../frame/command.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { withEngine } from '../verbs/verb.ts';

export const engine: Command = {
  name: 'engine',
  summary: summaries.engine,
  arguments: [{ name: 'ACTION', description: options.engineAction, choices: ['stop'] }],
  options: [],
  examples: [{ line: 'banyan engine stop', description: examples.engineStop }],
  run: (context) => withEngine(context, (client) => stop(context, client)),
};

async function stop(context: Context, client: EngineClient): Promise<ExitCode> {
  const stopped = await client.stop();
  if (!stopped.ok) return fail(context, stopped.error, exitOfFailure(stopped.error));
  if (context.format === 'json') context.stdout.write(`${JSON.stringify({ stopped: true })}\n`);
  else context.stderr.write(`${verbs.stopped[context.locale]}\n`);
  return exit.done;
}
