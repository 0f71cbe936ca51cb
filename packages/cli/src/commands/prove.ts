/** `banyan prove SOURCE TARGET`: whether the target answers as the source does, and the request that shows it where not. */
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
    { flags: '--all', description: optionWords.all },
  ],
  examples: [{ line: 'banyan prove apisix.yaml out', description: examples.prove }],
  async run(context): Promise<ExitCode> {
    const [source = '', target = ''] = context.arguments;
    const problem = [source, target].map((file) => problemWith(file, 'folders')).find((found) => found !== undefined);
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const made = proofOf(context, source, target);
    if (!made.ok) return fail(context, made.error, exit.usage);
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
    proveSides({ source: one.value, target: other.value }, { ...numbers.value, announced: announcedFor(target) }),
  );
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
