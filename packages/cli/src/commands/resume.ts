/** `banyan resume [NAME]`: goes on after a pause or a break-glass rollback. */
import { examples } from '@banyan/core/words/examples.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { Command } from '../frame/command.ts';
import { changing, nameArgument } from '../verbs/verb.ts';

export const resume: Command = {
  name: 'resume',
  summary: summaries.resume,
  arguments: [nameArgument],
  options: [],
  examples: [{ line: 'banyan resume voice-assistant', description: examples.resume }],
  run: (context) =>
    changing(
      context,
      (client, name) => client.resume(name),
      (name) => verbs.resumed[context.locale]({ name }),
    ),
};
