/** `banyan events [NAME] [--follow]`: the history, one line for each event. */
import type { EngineClient } from '@banyan/engine/client.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { dateAndTime } from '@banyan/core/terminal/units.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Command, Context } from '../frame/command.ts';
import { eventLine } from '../live/event-line.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { finished } from '../verbs/outcome.ts';
import { nameArgument, withMigration } from '../verbs/verb.ts';

/** How often a followed history is read. */
const interval = 500;

export const events: Command = {
  name: 'events',
  summary: summaries.events,
  arguments: [nameArgument],
  options: [
    { flags: '-f, --follow', description: options.follow },
    { flags: '--after <NUMBER>', description: options.after, fallback: '0' },
  ],
  examples: [
    { line: 'banyan events voice-assistant', description: examples.events },
    { line: 'banyan events voice-assistant --follow -o json', description: examples.follow },
  ],
  run: async (context) => {
    const after = context.options.text('after') ?? '0';
    if (!/^\d+$/.test(after)) {
      return fail(context, finding('CLI005', { option: '--after', value: after, allowed: '0, 1, 2, …' }), exit.usage);
    }
    return withMigration(context, (client, name) => print(context, client, name, Number(after)));
  },
};

async function print(context: Context, client: EngineClient, name: string, after: number): Promise<ExitCode> {
  const following = context.options.flag('follow');
  const stop = following ? context.interruption() : undefined;
  let seen = after;
  for (;;) {
    // The state is read first: what happened before it is then among the events.
    const status = following ? await client.status(name) : undefined;
    const list = await client.events(name, seen);
    if (!list.ok) return fail(context, list.error, exitOfFailure(list.error));
    for (const event of list.value) {
      const line =
        context.format === 'json' ? JSON.stringify(event) : eventLine(event, dateAndTime(event.at), context.locale);
      context.stdout.write(`${line}\n`);
      seen = event.seq;
    }
    if (stop === undefined || stop.aborted || (status?.ok === true && finished(status.value))) return exit.done;
    await context.sleep(interval, stop);
  }
}
