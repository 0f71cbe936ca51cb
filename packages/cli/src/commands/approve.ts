/** `banyan approve [NAME]`: lets a migration go on that waits for a human. */
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { Command } from '../frame/command.ts';
import { changing, nameArgument } from '../verbs/verb.ts';

export const approve: Command = {
  name: 'approve',
  summary: summaries.approve,
  arguments: [nameArgument],
  options: [{ flags: '--reason <TEXT>', description: options.reason }],
  examples: [
    { line: 'banyan approve', description: examples.approve },
    { line: 'banyan approve voice-assistant --reason "error rate looks fine"', description: examples.approveReason },
  ],
  run: (context) => {
    const reason = context.options.text('reason');
    const who = context.environment['USER'] ?? context.environment['LOGNAME'] ?? 'unknown';
    const by = reason === undefined ? { who } : { who, reason };
    return changing(
      context,
      (client, name) => client.approve(name, by),
      (name) => verbs.approved[context.locale]({ name }),
    );
  },
};
