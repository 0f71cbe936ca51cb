/** The help in the reader's language, aligned whatever the width of its characters. */
import type { Colours } from '@banyan/core/terminal/colour.ts';
import { width } from '@banyan/core/terminal/width.ts';
import { wrap } from '@banyan/core/terminal/wrap.ts';
import { frame } from '@banyan/core/words/frame.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import type { Command as Parser, HelpConfiguration } from 'commander';
import type { Example } from './command.ts';

/** commander's own headings, which it hands to styleTitle in English. */
const headings = new Map([
  ['Usage:', frame.usage],
  ['Arguments:', frame.arguments],
  ['Options:', frame.options],
  ['Commands:', frame.commands],
]);

export function helpFor(locale: Locale, colours: Colours): HelpConfiguration {
  return {
    styleTitle: (title) => colours.bold(headings.get(title)?.[locale] ?? title),
    displayWidth: width,
    boxWrap: (text, columns) => wrap(text, columns).join('\n'),
    subcommandTerm: (command) => command.name(),
    optionDescription: (option) => option.description,
    argumentDescription: (argument) => argument.description,
    commandUsage: (command) => usage(command, locale),
  };
}

function usage(command: Parser, locale: Locale): string {
  const parent = command.parent === null ? '' : `${command.parent.name()} `;
  const rest = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? name : `[${name}]`;
  });
  const sub = command.commands.length > 0 ? [frame.commandPlaceholder[locale]] : [];
  return [`${parent}${command.name()}`, ...rest, ...sub, frame.optionsPlaceholder[locale]].join(' ');
}

/** Command lines with what they do, below the help of a command. */
export function examplesText(examples: readonly Example[], locale: Locale, colours: Colours): string {
  if (examples.length === 0) return '';
  const lines = examples.map(({ line, description }) => `  ${line}\n      ${colours.dim(description[locale])}`);
  return `\n${colours.bold(frame.examples[locale])}\n${lines.join('\n')}\n`;
}
