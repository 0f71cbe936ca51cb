/** `banyan indicators [NAME]`: what each counter of a migration shows now, with the query that gave it. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { count, latency, percent } from '@banyan/core/terminal/units.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { view as words } from '@banyan/core/words/view.ts';
import type { SourceView } from '@banyan/engine/client.ts';
import type { Measured } from '@banyan/traffic/indicators/indicator.ts';
import type { Command, Context } from '../frame/command.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { nameArgument, withMigration } from '../verbs/verb.ts';

export const indicators: Command = {
  name: 'indicators',
  summary: summaries.indicators,
  arguments: [nameArgument],
  options: [],
  examples: [{ line: 'banyan indicators voice-assistant', description: examples.indicators }],
  run: (context) =>
    withMigration(context, async (client, name): Promise<ExitCode> => {
      const found = await client.indicators(name);
      if (!found.ok) return fail(context, found.error, exitOfFailure(found.error));
      const views = found.value;
      context.stdout.write(
        context.format === 'json' ? `${JSON.stringify(views, null, 2)}\n` : `${text(views, context).join('\n')}\n`,
      );
      return views.some(({ problem }) => problem !== undefined) ? exit.environment : exit.done;
    }),
};

/** For each source its values, and below them each query once. */
function text(views: readonly SourceView[], context: Context): string[] {
  const { locale, colours } = context;
  return views.flatMap(({ source, measured, problem }, index) => {
    const heading = [...(index === 0 ? [] : ['']), colours.bold(source)];
    if (problem !== undefined) return [...heading, `  ${colours.red(describe(problem, locale).message)}`];
    const rows = measured.map((one) => [
      one.phase,
      words.sides[one.side][locale],
      nameOf(one, context),
      valueOf(one, context),
    ]);
    const queries = [...new Set(measured.map(({ query }) => query))];
    return [
      ...heading,
      ...table(rows, { indent: 2, align: ['left', 'left', 'left', 'right'] }),
      ...queries.map((query) => colours.dim(`  ${query}`)),
    ];
  });
}

function nameOf({ indicator }: Measured, { locale }: Context): string {
  return words.measured[indicator][locale];
}

function valueOf({ indicator, value }: Measured, { locale }: Context): string {
  if (value === undefined) return words.gates.unmeasured[locale];
  if (indicator === 'latency_p95') return latency(value);
  if (indicator === 'share') return percent(value);
  return indicator === 'error_ratio' ? percent(value * 100, 2) : count(Math.round(value));
}
