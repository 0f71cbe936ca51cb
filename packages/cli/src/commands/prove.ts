/** `banyan prove SOURCE TARGET`: whether the target answers as the source does, and the request that shows it where not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { reasonOf } from '@banyan/core/files/reason.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options as optionWords } from '@banyan/core/words/options.ts';
import { proveWords as words } from '@banyan/core/words/prove.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { announcedFor } from '@banyan/gateway/prove/announced.ts';
import { openSide } from '@banyan/gateway/prove/formats/list.ts';
import type { Proof } from '@banyan/gateway/prove/proof.ts';
import { prove as proveSides } from '@banyan/gateway/prove/prove.ts';
import { proofHtml } from '@banyan/gateway/prove/report.ts';
import { readTraffic } from '@banyan/gateway/prove/traffic/read.ts';
import type { Recorded } from '@banyan/gateway/prove/traffic/recorded.ts';
import type { Command, Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { fail } from '../render/error.ts';
import { proofLines } from '../render/proof.ts';

export const prove: Command = {
  name: 'prove',
  summary: summaries.prove,
  arguments: [
    { name: 'SOURCE', description: words.source },
    { name: 'TARGET', description: words.target },
  ],
  options: [
    { flags: '--config <FILE>', description: optionWords.config },
    { flags: '--budget <N>', description: words.budget, fallback: '5000' },
    { flags: '--seed <N>', description: words.seed, fallback: '1' },
    { flags: '--traffic <FILE>', description: words.trafficFile, repeatable: true },
    { flags: '--traffic-host <NAME>', description: words.trafficHost, fallback: 'any.example' },
    { flags: '--report-file <FILE>', description: words.reportFile },
    { flags: '--all', description: optionWords.all },
  ],
  examples: [
    { line: 'banyan prove apisix.yaml out', description: examples.prove },
    {
      line: 'banyan prove apisix.yaml out --traffic access.log --report-file proof.html',
      description: examples.proveReport,
    },
  ],
  async run(context): Promise<ExitCode> {
    const [source = '', target = ''] = context.arguments;
    const logs = context.options.list('traffic');
    const problem =
      [source, target].map((file) => problemWith(file, 'folders')).find((found) => found !== undefined) ??
      logs.map((file) => problemWith(file)).find((found) => found !== undefined);
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const made = proofOf(context, source, target);
    if (!made.ok) return fail(context, made.error, exit.usage);
    const reported = report(context, made.value);
    if (reported !== undefined) return fail(context, reported, exit.environment);
    context.stdout.write(told(context, made.value));
    return made.value.summary.differ.unknown === 0 ? exit.done : exit.no;
  },
};

function proofOf(context: Context, source: string, target: string): Result<Proof, Finding | readonly Finding[]> {
  const { environment, options } = context;
  const numbers = countsOf(options);
  if (!numbers.ok) return numbers;
  const one = openSide(source, { environment, config: options.text('config') });
  if (!one.ok) return one;
  const other = openSide(target, { environment, config: undefined });
  if (!other.ok) return other;
  return ok(
    proveSides(
      { source: one.value, target: other.value },
      { ...numbers.value, announced: announcedFor(target), recorded: recordedIn(options) },
    ),
  );
}

/** undefined where no traffic was named. */
function recordedIn(options: Context['options']): Recorded | undefined {
  const files = options.list('traffic');
  if (files.length === 0) return undefined;
  return readTraffic(
    files.map((file) => readFileSync(file, 'utf8')),
    options.text('trafficHost') ?? '',
  );
}

/** What kept the page from being written. */
function report({ options, locale }: Context, proof: Proof): Finding | undefined {
  const file = options.text('reportFile');
  if (file === undefined) return undefined;
  try {
    writeFileSync(file, proofHtml(proof, locale));
    return undefined;
  } catch (error) {
    return finding('CNV002', { folder: file, reason: reasonOf(error) });
  }
}

function countsOf(options: Context['options']): Result<{ seed: number; budget: number }, Finding> {
  for (const name of ['budget', 'seed'] as const) {
    const value = options.text(name) ?? '';
    if (!/^\d{1,9}$/.test(value)) return err(finding('CLI005', { option: `--${name}`, value, allowed: '0, 1, 2 …' }));
  }
  return ok({ seed: Number(options.text('seed')), budget: Number(options.text('budget')) });
}

function told(context: Context, proof: Proof): string {
  const { format, locale, colours, stdout, options } = context;
  if (format === 'json') return `${JSON.stringify(proof, null, 2)}\n`;
  const columns = Math.min(stdout.columns, 160);
  return `${proofLines(proof, { locale, colours, columns, all: options.flag('all') }).join('\n')}\n`;
}
