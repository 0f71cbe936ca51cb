/** `banyan pause [NAME]`: stops before the next step. */
import { examples } from '@banyan/core/words/examples.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import type { Command } from '../frame/command.ts';
import { changing, nameArgument } from '../verbs/verb.ts';

export const pause: Command = {
  name: 'pause',
  summary: summaries.pause,
  arguments: [nameArgument],
  options: [],
  examples: [{ line: 'banyan pause voice-assistant', description: examples.pause }],
  run: (context) =>
    changing(
      context,
      (client, name) => client.pause(name),
      (name) => verbs.paused[context.locale]({ name }),
    ),
};
