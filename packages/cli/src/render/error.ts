/** One thing that stopped a command: what, where (with the line of the file), why, what to do, and its code. */
import { readFileSync } from 'node:fs';
import type { ExitCode } from '@banyan/core/exit.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { definition, describe } from '@banyan/core/finding/finding.ts';
import { codeFrame } from '@banyan/core/terminal/code-frame.ts';
import type { Colours } from '@banyan/core/terminal/colour.ts';
import { colours, wantsColour } from '@banyan/core/terminal/colour.ts';
import { padEnd, width } from '@banyan/core/terminal/width.ts';
import { wrap } from '@banyan/core/terminal/wrap.ts';
import { frame } from '@banyan/core/words/frame.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { placeText } from './place.ts';
import type { Context } from '../frame/command.ts';
import type { Output, World } from '../frame/world.ts';
import { findingJson } from '@banyan/gateway/convert/report.ts';

interface Surroundings {
  readonly world: World;
  readonly locale: Locale;
  readonly format: 'text' | 'json';
}

/** Errors go to stderr: for people, or with `-o json` as one JSON object a line. */
export function printError(found: Finding, { world, locale, format }: Surroundings): void {
  if (format === 'json') {
    world.stderr.write(`${JSON.stringify(findingJson(found))}\n`);
    return;
  }
  const paint = colours(wantsColour(world.environment, world.stderr));
  world.stderr.write(
    `${errorLines(found, { locale, paint, source: sourceText(found), directory: world.directory, columns: columnsOf(world.stderr) }).join('\n')}\n`,
  );
}

/** Errors of one command before the rest is only counted. */
const most = 10;

/** Prints what stopped a command and returns the exit code. */
export function fail(context: Context, found: Finding | readonly Finding[], code: ExitCode): ExitCode {
  const list: readonly Finding[] = 'code' in found ? [found] : found;
  const shown = context.format === 'json' ? list : list.slice(0, most);
  for (const one of shown) printError(one, { world: context, locale: context.locale, format: context.format });
  const left = list.length - shown.length;
  if (left > 0) context.stderr.write(`${frame.leftOut[context.locale]({ count: left, how: '-o json' })}\n`);
  return code;
}

interface Layout {
  readonly locale: Locale;
  readonly paint: Colours;
  readonly directory: string;
  readonly columns: number;
  /** Text of the file that it stands in, if it can be read. */
  readonly source: string | undefined;
}

function errorLines(found: Finding, { locale, paint, directory, columns, source }: Layout): string[] {
  const { message, fix } = describe(found, locale);
  const level = frame.level[found.level][locale];
  const coloured = found.level === 'error' ? paint.red(paint.bold(level)) : paint.yellow(paint.bold(level));
  const lines = [`${coloured}${locale === 'en' ? ': ' : '：'}${message} ${paint.dim(`[${found.code}]`)}`];
  if (found.source !== undefined) {
    const { line, column } = found.source;
    lines.push(`  --> ${placeText(found.source, directory)}`);
    if (source !== undefined)
      lines.push(...codeFrame(source, line, column, columns - 12).map((row) => `  ${paint.dim(row)}`));
  }
  lines.push(...labelled(frame.why[locale], definition(found.code).explanation[locale], locale, columns));
  lines.push(...labelled(frame.fix[locale], fix, locale, columns));
  return lines;
}

/** Lines of a comfortable length, also where there is no terminal that sets one. */
const columnsOf = (output: Output): number => (output.isTTY ? Math.min(output.columns, 100) : 100);

/** `  why: text`, wrapped, the following lines below the text. */
function labelled(label: string, text: string, locale: Locale, columns: number): string[] {
  const longest = Math.max(...[frame.why[locale], frame.fix[locale]].map(width));
  const head = `  ${padEnd(`${label}${locale === 'en' ? ':' : '：'}`, longest + (locale === 'en' ? 1 : 2))} `;
  return wrap(text, columns - width(head)).map((row, index) => (index === 0 ? head : ' '.repeat(width(head))) + row);
}

/** The file that a finding points into, for its code frame; undefined when there is none. */
function sourceText(found: Finding): string | undefined {
  if (
    found.source === undefined ||
    (found.source.pointer === '' && found.source.line === 1 && found.source.column === 1)
  ) {
    // The whole file is meant.
    return undefined;
  }
  try {
    return readFileSync(found.source.file, 'utf8');
  } catch {
    return undefined;
  }
}
