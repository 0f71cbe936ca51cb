/** `banyan ask SOURCE URL|--requests FILE`: answers requests by the rules of a configuration, and says why. */
import { readFileSync } from 'node:fs';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { ok } from '@banyan/core/result.ts';
import { askWords } from '@banyan/core/words/ask.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Asked } from '@banyan/gateway/ask.ts';
import { ask as answer } from '@banyan/gateway/ask.ts';
import { openSide } from '@banyan/gateway/prove/formats/list.ts';
import { requestOf, requestOptions } from '../ask/request.ts';
import type { Command, Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { answerLines } from '../render/answer.ts';
import { fail } from '../render/error.ts';

export const ask: Command = {
  name: 'ask',
  summary: summaries.ask,
  arguments: [
    { name: 'SOURCE', description: askWords.source },
    { name: 'URL', description: askWords.url, optional: true },
  ],
  options: [
    ...requestOptions,
    { flags: '-r, --requests <FILE>', description: options.requests },
    { flags: '--config <FILE>', description: options.config },
    { flags: '-o, --output <text|json>', description: askWords.output, choices: ['text', 'json'] },
  ],
  ownOutput: true,
  examples: [
    { line: `banyan ask apisix.yaml http://api.example.com/orders -H 'apikey: 1'`, description: examples.askUrl },
    { line: 'banyan ask envoy.yaml --requests requests.jsonl -o text', description: examples.ask },
    {
      line: `echo '{"path":"/orders","host":"api.example.com"}' | banyan ask apisix.yaml --requests -`,
      description: examples.askPipe,
    },
  ],
  async run(context): Promise<ExitCode> {
    const [source = '', url] = context.arguments;
    const config = context.options.text('config');
    const requests = context.options.text('requests');
    if (url === undefined && requests === undefined)
      return fail(context, finding('CLI004', { option: 'URL, --requests', command: 'banyan ask' }), exit.usage);
    const others = [config, requests === '-' ? undefined : requests].filter((file) => file !== undefined);
    const problem = [problemWith(source, 'folders'), ...others.map((file) => problemWith(file))].find(
      (found) => found !== undefined,
    );
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const line = url === undefined ? ok('') : requestOf(url, context);
    if (!line.ok) return fail(context, line.error, exit.usage);
    const side = await openSide(source, { environment: context.environment, config });
    if (!side.ok) return fail(context, side.error, exit.usage);
    const lines = [line.value, ...(requests === undefined ? [] : await linesOf(requests, context))];
    const evaluator = side.value.evaluator({ trace: true, random: () => 0.5, serve: false });
    return print(
      context,
      answer(evaluator, url === undefined ? lines.slice(1) : lines, context.now()),
      url !== undefined,
    );
  },
};

async function linesOf(file: string, context: Context): Promise<readonly string[]> {
  const bytes = file === '-' ? await context.stdin() : readFileSync(file);
  return new TextDecoder().decode(bytes).split(/\r?\n/);
}

/** `read`: a person asked in words of their own, and reads what comes back. */
function print(context: Context, answers: Iterable<Asked>, read: boolean): ExitCode {
  const asText =
    context.format === 'text' && (read || context.options.text('output') === 'text' || context.stdout.isTTY);
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
