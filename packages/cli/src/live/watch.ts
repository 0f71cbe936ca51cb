/** Follows a migration: as a view that is redrawn on a terminal, as one line for each event anywhere else. */
import type { EngineClient, MigrationEvent, MigrationView } from '@banyan/engine/client.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { ok } from '@banyan/core/result.ts';
import { timeOfDay } from '@banyan/core/terminal/units.ts';
import { view as words } from '@banyan/core/words/view.ts';
import type { Context } from '../frame/command.ts';
import { eventLine, verdictsIn } from './event-line.ts';
import { createScreen } from './screen.ts';
import { symbolsFor } from './symbols.ts';
import { viewLines } from './view.ts';

/** How often the engine is asked; also the shortest time between two redraws. */
const interval = 250;
/** How long an engine that does not answer is asked again before that is an error. */
const patience = 15_000;

export interface Watched {
  readonly view: MigrationView;
  /** The user left; the migration goes on. */
  readonly detached: boolean;
}

interface Show {
  update(view: MigrationView): Promise<void>;
  end(): void;
}

/** Watches until `over`, or until the user presses Ctrl-C. */
export async function watch(
  context: Context,
  client: EngineClient,
  first: MigrationView,
  over: (view: MigrationView) => boolean,
): Promise<Result<Watched, Finding>> {
  const stop = context.interruption();
  const show =
    context.format === 'text' && context.stdout.isTTY ? liveView(context) : eventLines(context, client, first);
  let view = first;
  let answered = context.now();
  try {
    await show.update(view);
    while (!over(view) && !stop.aborted) {
      await context.sleep(interval, stop);
      const status = await client.status(view.name);
      if (!status.ok && context.now() - answered > patience) return status;
      if (status.ok) {
        answered = context.now();
        view = status.value;
      }
      await show.update(view);
    }
    return ok({ view, detached: !over(view) });
  } finally {
    show.end();
  }
}

function liveView(context: Context): Show {
  const { locale, colours, stdout } = context;
  const screen = createScreen(stdout);
  const symbols = symbolsFor(context.environment);
  let last: readonly string[] = [];
  return {
    update: async (view) => {
      last = viewLines(view, { locale, colours, symbols, columns: stdout.columns, now: context.now() });
      screen.draw([...last, '', colours.dim(`  ${words.detachHint[locale]}`)]);
    },
    end: () => {
      // Nothing is left to leave.
      screen.draw([...last, '']);
      screen.end();
    },
  };
}

function eventLines(context: Context, client: EngineClient, first: MigrationView): Show {
  let seen = 0;
  let verdicts = '';
  /** Measurements come several times a second: people get a line when a verdict changes, programs get all of them. */
  const worthALine = (event: MigrationEvent): boolean => {
    if (event.kind === 'share-observed') return false;
    if (event.kind !== 'gate-judged') return true;
    const before = verdicts;
    verdicts = verdictsIn(event);
    return verdicts !== before;
  };
  return {
    update: async () => {
      const events = await client.events(first.name, seen);
      // An engine that does not answer is noticed by whoever asks for the status.
      for (const event of events.ok ? events.value : []) {
        seen = Math.max(seen, event.seq);
        if (context.format === 'json') context.stdout.write(`${JSON.stringify(event)}\n`);
        else if (worthALine(event)) {
          context.stdout.write(`${eventLine(event, timeOfDay(event.at), context.locale)}\n`);
        }
      }
    },
    end: () => undefined,
  };
}
