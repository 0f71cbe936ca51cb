/** Turns what a command says of its arguments and options into commander's, and reads the values back. */
import type { Locale } from '@banyan/core/words/locale.ts';
import { frame } from '@banyan/core/words/frame.ts';
import { Argument, Option } from 'commander';
import type { ArgumentSpec, Command, Options, OptionSpec } from './command.ts';

/** `-o` as every command has it, unless it defines its own. */
const output: OptionSpec = {
  flags: '-o, --output <text|json>',
  description: frame.output,
  choices: ['text', 'json'],
  fallback: 'text',
};

export const optionsOf = (command: Command): readonly OptionSpec[] =>
  command.ownOutput === true ? command.options : [...command.options, output];

export function toArgument(spec: ArgumentSpec, locale: Locale): Argument {
  const name = spec.many === true ? `${spec.name}...` : spec.name;
  const argument = new Argument(spec.optional === true ? `[${name}]` : `<${name}>`, spec.description[locale]);
  return spec.choices === undefined ? argument : argument.choices(spec.choices);
}

export function toOption(spec: OptionSpec, locale: Locale): Option {
  const option = new Option(spec.flags, describeOption(spec, locale));
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.fallback !== undefined) option.default(spec.fallback);
  if (spec.mandatory === true) option.makeOptionMandatory();
  if (spec.repeatable === true) {
    // commander hands over what was collected before: undefined, or what this function returned.
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  }
  return option;
}

/** The description with choices, default and repetition, e.g. `how to print the answer (one of text, json; default: text)`. */
export function describeOption(spec: OptionSpec, locale: Locale): string {
  const extra = [
    spec.choices === undefined ? '' : frame.choices[locale]({ values: spec.choices.join(', ') }),
    spec.fallback === undefined ? '' : frame.fallback[locale]({ value: spec.fallback }),
    spec.repeatable === true ? frame.repeatable[locale] : '',
  ].filter((part) => part !== '');
  if (extra.length === 0) return spec.description[locale];
  return locale === 'en'
    ? `${spec.description.en} (${extra.join('; ')})`
    : `${spec.description[locale]}（${extra.join('；')}）`;
}

/** Typed access to what commander collected. */
export function readOptions(values: Readonly<Record<string, unknown>>): Options {
  return {
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    flag: (name) => values[name] === true,
    list: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    },
  };
}
