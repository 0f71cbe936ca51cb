/** From words on the command line to a command that runs and an exit code. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { colours, wantsColour } from '@banyan/core/terminal/colour.ts';
import { frame } from '@banyan/core/words/frame.ts';
import { groups } from '@banyan/core/words/summaries.ts';
import { localeOf } from '@banyan/core/words/locale.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { CommanderError, Command as Parser } from 'commander';
import { commands } from '../commands.ts';
import { version } from '../version.ts';
import type { Command, Context, Entry } from './command.ts';
import { examplesText, helpFor } from './help.ts';
import { optionsOf, readOptions, toArgument, toOption } from './options.ts';
import type { World } from './world.ts';

/** Runs one command line, without the name of the program. Never throws for what a user may do wrong. */
export async function program(given: readonly string[], world: World): Promise<ExitCode> {
  const locale = localeOf(world.environment);
  const words = plainWords(given);
  let result: ExitCode = exit.done;
  const root = rootParser(locale, world);
  const wanted = words.find((word) => !word.startsWith('-'));
  for (const entry of commands) {
    if (entry.name !== wanted) stub(root, entry, locale);
    else {
      const command = await entry.load();
      const parser = root.command(entry.name).helpGroup(entry.group[locale]);
      fill(parser, command, locale, world).action(async () => {
        result = await command.run(contextOf(parser, world, locale));
      });
    }
  }
  if (words.length === 0) {
    world.stderr.write(root.helpInformation());
    return exit.usage;
  }
  try {
    await root.parseAsync([...words], { from: 'user' });
    return result;
  } catch (error) {
    if (error instanceof CommanderError) return refused(error, words, wanted, world, locale);
    throw error;
  }
}

/** `help run` is `run --help`; an unknown command is unknown whatever follows it, `--help` included. */
function plainWords(given: readonly string[]): readonly string[] {
  const [first, second] = given;
  const name = first === 'help' ? second : first;
  if (name === undefined || name.startsWith('-')) return given;
  if (!commands.some((entry) => entry.name === name)) return [name];
  return first === 'help' ? [name, '--help'] : given;
}

function rootParser(locale: Locale, world: World): Parser {
  const paint = colours(wantsColour(world.environment, world.stdout));
  return new Parser('banyan')
    .description(frame.tagline[locale])
    .configureHelp(helpFor(locale, paint))
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      // Errors are told as findings, from the exception.
      writeErr: () => undefined,
      getOutHelpWidth: () => world.stdout.columns,
      getOutHasColors: () => true,
    })
    .helpOption('-h, --help', frame.help[locale])
    .addHelpCommand(helpCommand(locale))
    .version(`banyan ${version}`, '-V, --version', frame.version[locale])
    .addHelpText('after', `\n${frame.more[locale]({ example: 'banyan help convert' })}`)
    .exitOverride();
}

/** `banyan help [command]`, listed with the rest. */
const helpCommand = (locale: Locale): Parser =>
  new Parser('help')
    .argument('[command]')
    .description(frame.helpCommand[locale])
    .helpOption(false)
    .helpGroup(groups.other[locale]);

/** A command that only the help shows. */
function stub(root: Parser, entry: Entry, locale: Locale): void {
  root.command(entry.name).description(entry.summary[locale]).helpGroup(entry.group[locale]);
}

function fill(parser: Parser, command: Command, locale: Locale, world: World): Parser {
  const paint = colours(wantsColour(world.environment, world.stdout));
  parser.description(command.summary[locale]).allowExcessArguments(false);
  for (const spec of command.arguments) parser.addArgument(toArgument(spec, locale));
  for (const spec of optionsOf(command)) parser.addOption(toOption(spec, locale));
  return parser
    .helpOption('-h, --help', frame.help[locale])
    .addHelpText('after', examplesText(command.examples, locale, paint).trimEnd());
}

function contextOf(parser: Parser, world: World, locale: Locale): Context {
  const options = readOptions(parser.opts());
  const asked = options.list('output').includes('json') || options.text('output') === 'json';
  return {
    ...world,
    locale,
    format: asked ? 'json' : 'text',
    colours: colours(wantsColour(world.environment, world.stdout)),
    arguments: parser.args,
    options,
  };
}

/** Help and version are answers; the rest is an error of usage. */
async function refused(
  error: CommanderError,
  words: readonly string[],
  wanted: string | undefined,
  world: World,
  locale: Locale,
): Promise<ExitCode> {
  if (error.exitCode === 0) return exit.done;
  const known = commands.some((entry) => entry.name === wanted);
  const { usageFinding } = await import('./usage.ts');
  const found = usageFinding(error, known ? `banyan ${wanted}` : 'banyan');
  if (found === undefined) return exit.usage;
  const { printError } = await import('../render/error.ts');
  printError(found, { world, locale, format: words.includes('json') ? 'json' : 'text' });
  return exit.usage;
}
