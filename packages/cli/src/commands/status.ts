/** `banyan status [NAME] [-w]`: where a migration stands; the exit code says it to programs. */
import type { ExitCode } from '@banyan/core/exit.ts';

import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Command, Context } from '../frame/command.ts';
import { symbolsFor } from '../live/symbols.ts';
import { viewLines } from '../live/view.ts';
import { fail } from '../render/error.ts';
import { follow } from '../verbs/follow.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { exitOf, finished } from '../verbs/outcome.ts';
import { nameArgument, withMigration } from '../verbs/verb.ts';

export const status: Command = {
  name: 'status',
  summary: summaries.status,
  arguments: [nameArgument],
  options: [{ flags: '-w, --watch', description: options.watch }],
  examples: [
    { line: 'banyan status', description: examples.status },
    { line: 'banyan status voice-assistant -w', description: examples.watch },
  ],
  run: (context) =>
    withMigration(context, async (client, name): Promise<ExitCode> => {
      const found = await client.status(name);
      if (!found.ok) return fail(context, found.error, exitOfFailure(found.error));
      if (context.options.flag('watch')) return follow(context, client, found.value, finished);
      context.stdout.write(
        context.format === 'json' ? `${JSON.stringify(found.value, null, 2)}\n` : text(context, found.value),
      );
      return exitOf(found.value);
    }),
};

function text(context: Context, view: Parameters<typeof viewLines>[0]): string {
  const { locale, colours, stdout } = context;
  // A file or a pipe takes lines of any length.
  const columns = stdout.isTTY ? stdout.columns : 120;
  const scene = { locale, colours, symbols: symbolsFor(context.environment), columns, now: context.now() };
  return `${viewLines(view, scene).join('\n')}\n`;
}
