/** `banyan prove SOURCE TARGET`: whether the target answers as the source does, and the request that shows it where not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { reasonOf } from '@banyan/core/files/reason.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options as optionWords } from '@banyan/core/words/options.ts';
import { proveWords as words } from '@banyan/core/words/prove.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { announcedFor } from '@banyan/gateway/prove/announced.ts';
import { openSide } from '@banyan/gateway/prove/formats/list.ts';
import type { Sides } from '@banyan/gateway/prove/judge.ts';
import type { Proof } from '@banyan/gateway/prove/proof.ts';
import { prove as proveSides } from '@banyan/gateway/prove/prove.ts';
import { proofHtml } from '@banyan/gateway/prove/report.ts';
import { readTraffic } from '@banyan/gateway/prove/traffic/read.ts';
import type { Recorded } from '@banyan/gateway/prove/traffic/recorded.ts';
import type { Command, Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { liveOptions, liveProof } from '../prove/live.ts';
import { numbersOf } from '../prove/numbers.ts';
import { fail } from '../render/error.ts';
import { proofLines } from '../render/proof.ts';
import { exitOfFailure } from '../verbs/failure.ts';

export const prove: Command = {
  name: 'prove',
  summary: summaries.prove,
  arguments: [
    { name: 'SOURCE', description: words.source },
    { name: 'TARGET', description: words.target },
  ],
  options: [
    { flags: '--config <FILE>', description: optionWords.config },
    { flags: '--witnesses <N>', description: words.witnesses, fallback: '60000' },
    { flags: '--budget <N>', description: words.budget, fallback: '5000' },
    { flags: '--seed <N>', description: words.seed, fallback: '1' },
    { flags: '--first', description: words.first },
    { flags: '--traffic <FILE>', description: words.trafficFile, repeatable: true },
    { flags: '--traffic-host <NAME>', description: words.trafficHost, fallback: 'any.example' },
    { flags: '--report-file <FILE>', description: words.reportFile },
    ...liveOptions,
    { flags: '--all', description: optionWords.all },
  ],
  examples: [
    { line: 'banyan prove apisix.yaml out', description: examples.prove },
    {
      line: 'banyan prove apisix.yaml out --traffic access.log --report-file proof.html',
      description: examples.proveReport,
    },
    {
      line: 'banyan prove apisix.yaml out --live http://127.0.0.1:9080 http://127.0.0.1:9081',
      description: examples.proveLive,
    },
  ],
  async run(context): Promise<ExitCode> {
    const [source = '', target = ''] = context.arguments;
    const logs = context.options.list('traffic');
    const problem =
      [source, target].map((file) => problemWith(file, 'folders')).find((found) => found !== undefined) ??
      logs.map((file) => problemWith(file)).find((found) => found !== undefined);
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const sides = await sidesOf(context, source, target);
    if (!sides.ok) return fail(context, sides.error, exit.usage);
    const made =
      context.options.list('live').length > 0 ? await liveProof(context, sides.value) : proofOf(context, sides.value);
    if (!made.ok) return fail(context, made.error, exitOfFailure(made.error));
    const reported = report(context, made.value);
    if (reported !== undefined) return fail(context, reported, exit.environment);
    context.stdout.write(told(context, made.value));
    return made.value.summary.differ.unknown === 0 ? exit.done : exit.no;
  },
};

async function sidesOf(
  { environment, options }: Context,
  source: string,
  target: string,
): Promise<Result<Sides, readonly Finding[]>> {
  const one = await openSide(source, { environment, config: options.text('config') });
  if (!one.ok) return one;
  const other = await openSide(target, { environment, config: undefined });
  return other.ok ? ok({ source: one.value, target: other.value }) : other;
}

function proofOf({ options }: Context, sides: Sides): Result<Proof, Finding> {
  const numbers = numbersOf(options, ['seed', 'budget', 'witnesses']);
  if (!numbers.ok) return numbers;
  const announced = announcedFor(sides.target.name);
  const { seed, budget, witnesses: most } = numbers.value;
  return ok(
    proveSides(sides, { seed, budget, most, announced, recorded: recordedIn(options), first: options.flag('first') }),
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

function told(context: Context, proof: Proof): string {
  const { format, locale, colours, stdout, options } = context;
  if (format === 'json') return `${JSON.stringify(proof, null, 2)}\n`;
  const columns = Math.min(stdout.columns, 160);
  return `${proofLines(proof, { locale, colours, columns, all: options.flag('all') }).join('\n')}\n`;
}
