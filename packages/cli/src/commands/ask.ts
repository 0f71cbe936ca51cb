/** `banyan ask SOURCE --requests FILE|-`: answers requests by the rules of the source, one a line. */
import { readFileSync } from 'node:fs';
import { readDocuments } from '@banyan/core/document/read.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { askWords } from '@banyan/core/words/ask.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Asked } from '@banyan/gateway/ask.ts';
import { ask as answer } from '@banyan/gateway/ask.ts';
import { staticOf } from '@banyan/gateway/emulate/listeners.ts';
import { readSource } from '@banyan/gateway/emulate/source.ts';
import { substitute } from '@banyan/gateway/emulate/variables.ts';
import type { Command, Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { answerLines } from '../render/answer.ts';
import { fail } from '../render/error.ts';
import { placesIn } from '../render/place.ts';

export const ask: Command = {
  name: 'ask',
  summary: summaries.ask,
  arguments: [{ name: 'SOURCE', description: options.source }],
  options: [
    { flags: '-r, --requests <FILE>', description: options.requests, mandatory: true },
    { flags: '--config <FILE>', description: options.config },
    { flags: '-o, --output <text|json>', description: askWords.output, choices: ['text', 'json'] },
  ],
  ownOutput: true,
  examples: [
    { line: 'banyan ask apisix.yaml --requests requests.jsonl -o text', description: examples.ask },
    {
      line: `echo '{"path":"/orders","host":"api.example.com"}' | banyan ask apisix.yaml --requests -`,
      description: examples.askPipe,
    },
  ],
  async run(context): Promise<ExitCode> {
    const [source = ''] = context.arguments;
    const config = context.options.text('config');
    const requests = context.options.text('requests') ?? '-';
    const files = [source, ...(config === undefined ? [] : [config])];
    const read = requests === '-' ? files : [...files, requests];
    const problem = read.map((file) => problemWith(file)).find((found) => found !== undefined);
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const found = readSource(files, context.environment);
    if (!found.ok) return fail(context, found.error, exit.usage);
    const bytes = requests === '-' ? await context.stdin() : readFileSync(requests);
    const answers = answer(found.value.config, new TextDecoder().decode(bytes).split(/\r?\n/), {
      router: staticOf(found.value.settings).router,
      door: 'file',
      now: context.now(),
      environment: defined(context.environment),
      place: places(source, context),
    });
    return print(context, answers);
  },
};

function print(context: Context, answers: Iterable<Asked>): ExitCode {
  const asText = context.format === 'text' && (context.options.text('output') === 'text' || context.stdout.isTTY);
  let code: ExitCode = exit.done;
  for (const one of answers) {
    if ('problem' in one) {
      code = exit.usage;
      const { json, shape } = askWords.problems;
      const locale = context.format === 'json' ? 'en' : context.locale;
      const problem = one.problem === 'json' ? json[locale] : shape[locale]({ at: one.at });
      fail(context, finding('CLI013', { line: one.line, problem }), code);
      if (!asText) context.stdout.write(`${JSON.stringify(one)}\n`);
    } else if (asText) {
      context.stdout.write(`${answerLines(one.request, one.answer, context.locale, context.colours).join('\n')}\n\n`);
    } else {
      const { serving: _, ...printed } = one.answer;
      context.stdout.write(`${JSON.stringify(printed)}\n`);
    }
  }
  return code;
}

/** The file is read a second time for its places: the evaluator works on plain values. */
function places(file: string, context: Context): ((pointer: string) => string | undefined) | undefined {
  const documents = readDocuments(readFileSync(file), file, { prepare: substitute(context.environment) });
  const root = documents.ok ? documents.value[0]?.root : undefined;
  return root === undefined ? undefined : placesIn(root);
}

const defined = (environment: Context['environment']): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
