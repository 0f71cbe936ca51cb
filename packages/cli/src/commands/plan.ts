/** `banyan plan migration.yaml`: the ordered steps with their verify and undo. Starts nothing. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { say } from '@banyan/core/words/migration.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { findingJson } from '@banyan/gateway/convert/report.ts';
import type { Plan } from '@banyan/migration/plan/plan.ts';
import { planFile } from '@banyan/migration/plan/from-file.ts';
import type { Command } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { fail } from '../render/error.ts';
import { findingsLines } from '../render/findings.ts';
import { planLines } from '../render/plan.ts';

export const plan: Command = {
  name: 'plan',
  summary: summaries.plan,
  arguments: [{ name: 'MIGRATION', description: options.migrationFile }],
  options: [
    { flags: '--accept <ROUTE>', description: options.accept, repeatable: true },
    { flags: '--all', description: options.all },
  ],
  examples: [{ line: 'banyan plan migration.yaml', description: examples.plan }],
  async run(context): Promise<ExitCode> {
    const [file = ''] = context.arguments;
    const problem = problemWith(file);
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const planned = planFile(file, { environment: context.environment, accept: context.options.list('accept') });
    if (!planned.ok) return fail(context, planned.error, exit.usage);
    const { plan, findings, refusal } = planned.value;
    if (context.format === 'json') {
      const value = {
        plan: inEnglish(plan),
        findings: findings.map(findingJson),
        refusal: refusal && findingJson(refusal),
      };
      context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    } else {
      const { locale, colours, stdout, directory } = context;
      const columns = Math.min(stdout.columns, 120);
      context.stdout.write(`${planLines(plan, { locale, colours, columns }).join('\n')}\n`);
      const how = `banyan plan ${file} --all`;
      const all = context.options.flag('all');
      const lines = findingsLines(findings, { locale, colours, columns, all, directory, how, least: 'warning' });
      if (lines.length > 0) context.stderr.write(`\n${lines.join('\n')}\n`);
    }
    // `run` would refuse it as it is.
    return refusal === undefined ? exit.done : fail(context, refusal, exit.no);
  },
};

/** Programs get the sentences too, in English as everywhere in JSON. */
const inEnglish = (made: Plan): object => ({
  ...made,
  steps: made.steps.map((step) => ({
    ...step,
    do: say(step.do, 'en'),
    verify: say(step.verify, 'en'),
    undo: say(step.undo, 'en'),
  })),
});
