/** `banyan explain CODE`: what a finding means and what to do about it. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { FindingCode } from '@banyan/core/finding/finding.ts';
import { definition, finding } from '@banyan/core/finding/finding.ts';
import { catalogue } from '@banyan/core/findings/catalogue.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { padEnd, width } from '@banyan/core/terminal/width.ts';
import { wrap } from '@banyan/core/terminal/wrap.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { explained } from '@banyan/core/words/explained.ts';
import { frame } from '@banyan/core/words/frame.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Command, Context } from '../frame/command.ts';
import { fail } from '../render/error.ts';
import { outline } from '../render/outline.ts';

export const explain: Command = {
  name: 'explain',
  summary: summaries.explain,
  arguments: [{ name: 'CODE', description: options.code, optional: true }],
  options: [{ flags: '--all', description: options.allCodes }],
  examples: [
    { line: 'banyan explain DOC001', description: examples.explain },
    { line: 'banyan explain --all', description: examples.explainAll },
  ],
  run: async (context): Promise<ExitCode> => {
    const [asked] = context.arguments;
    if (context.options.flag('all')) return all(context);
    if (asked === undefined) {
      return fail(context, finding('CLI003', { argument: 'CODE', command: 'banyan explain' }), exit.usage);
    }
    const code = asked.toUpperCase();
    return isCode(code) ? one(context, code) : fail(context, unknown(asked), exit.usage);
  },
};

const isCode = (text: string): text is FindingCode => Object.hasOwn(catalogue, text);

// Object.keys of the catalogue are its codes.
const codes = (): FindingCode[] => (Object.keys(catalogue) as FindingCode[]).sort();

/** `doc-1` and `DOC1` are meant as DOC001. */
function unknown(asked: string): ReturnType<typeof finding> {
  const [, prefix = '', digits = ''] = /^([a-z]+)\W*(\d+)$/i.exec(asked) ?? [];
  const guess = `${prefix.toUpperCase()}${digits.replace(/^0+/, '').padStart(3, '0')}`;
  return finding('CLI011', { code: asked, suggestion: isCode(guess) ? guess : '' });
}

function one(context: Context, code: FindingCode): ExitCode {
  const { locale, colours } = context;
  const { level, title, explanation } = definition(code);
  const { message, fix } = outline(code, locale);
  if (context.format === 'json') {
    const english = outline(code, 'en');
    const value = {
      code,
      level,
      title: title.en,
      message: english.message,
      fix: english.fix,
      explanation: explanation.en,
    };
    context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    return exit.done;
  }
  const columns = Math.min(context.stdout.columns, 100) - 2;
  const labels = [explained.says[locale], explained.fix[locale]];
  const head = Math.max(...labels.map(width)) + 2;
  const labelled = (label: string, text: string): string[] =>
    wrap(text, columns - head).map((line, index) => `  ${padEnd(index === 0 ? label : '', head)}${line}`);
  const lines = [
    `${colours.bold(code)}  ${frame.level[level][locale]}  ${colours.bold(title[locale])}`,
    '',
    ...wrap(explanation[locale], columns).map((line) => `  ${line}`),
    '',
    ...labelled(explained.says[locale], message),
    ...labelled(explained.fix[locale], fix),
  ];
  context.stdout.write(`${lines.join('\n')}\n`);
  return exit.done;
}

function all(context: Context): ExitCode {
  const { locale, colours } = context;
  if (context.format === 'json') {
    const list = codes().map((code) => ({ code, level: definition(code).level, title: definition(code).title.en }));
    context.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return exit.done;
  }
  const rows = codes().map((code) => {
    const { level, title } = definition(code);
    return [colours.bold(code), frame.level[level][locale], title[locale]];
  });
  context.stdout.write(`${table(rows).join('\n')}\n`);
  return exit.done;
}
