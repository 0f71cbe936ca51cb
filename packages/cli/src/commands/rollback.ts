/** `banyan rollback [NAME]`: everything back to the old gateway, by the engine or around it. */
import { exit } from '@banyan/core/exit.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { Command, Context } from '../frame/command.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { changing, nameArgument, withMigration } from '../verbs/verb.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: summaries.rollback,
  arguments: [nameArgument],
  options: [
    { flags: '--break-glass', description: options.breakGlass },
    { flags: '--reason <TEXT>', description: options.reason },
  ],
  examples: [
    { line: 'banyan rollback voice-assistant --reason "customers report errors"', description: examples.rollback },
    { line: 'banyan rollback voice-assistant --break-glass', description: examples.breakGlass },
  ],
  run: (context) => {
    const reason = context.options.text('reason') ?? 'banyan rollback';
    if (context.options.flag('breakGlass')) return breakGlass(context, reason);
    return changing(
      context,
      (client, name) => client.rollback(name, reason),
      (name) => verbs.rollingBack[context.locale]({ name }),
    );
  },
};

const breakGlass = (context: Context, reason: string): Promise<(typeof exit)[keyof typeof exit]> =>
  withMigration(context, async (client, name) => {
    const written = await client.breakGlass(name, reason);
    if (!written.ok) return fail(context, written.error, exitOfFailure(written.error));
    const { generation } = written.value;
    if (context.format === 'json') context.stdout.write(`${JSON.stringify({ name, generation })}\n`);
    else context.stderr.write(`${verbs.brokenGlass[context.locale]({ name, generation })}\n`);
    return exit.done;
  });
