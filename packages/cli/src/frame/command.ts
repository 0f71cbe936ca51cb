/** What a command is: data for the help and the parser, and one function. */
import type { ExitCode } from '@banyan/core/exit.ts';
import type { Text } from '@banyan/core/finding/define.ts';
import type { Colours } from '@banyan/core/terminal/colour.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import type { World } from './world.ts';

export interface ArgumentSpec {
  /** As shown, e.g. `SOURCE`. */
  readonly name: string;
  readonly description: Text;
  readonly optional?: boolean;
  /** Takes as many as there are. */
  readonly many?: boolean;
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** In commander's notation, e.g. `-w, --watch` or `--listen <ADDR:PORT>`. */
  readonly flags: string;
  readonly description: Text;
  readonly choices?: readonly string[];
  readonly repeatable?: boolean;
  /** The value when the option is not given. */
  readonly fallback?: string;
  /** The command is refused without it. */
  readonly mandatory?: boolean;
}

export interface Example {
  readonly line: string;
  readonly description: Text;
}

/** Values of options by their long name in camel case. */
export interface Options {
  text(name: string): string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
}

export interface Context extends World {
  readonly locale: Locale;
  readonly format: 'text' | 'json';
  /** For stdout. */
  readonly colours: Colours;
  readonly arguments: readonly string[];
  readonly options: Options;
}

export interface Command {
  readonly name: string;
  readonly summary: Text;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Leaves out the common `-o text|json` where a command defines `-o` by itself. */
  readonly ownOutput?: boolean;
  run(context: Context): Promise<ExitCode>;
}

/** What is known of a command before it is loaded. */
export interface Entry {
  readonly name: string;
  readonly summary: Text;
  readonly group: Text;
  load(): Promise<Command>;
}
