import type { Locale } from '../words/locale.ts';

export type Level = 'error' | 'warning' | 'info';
export type Params = Readonly<Record<string, string | number>>;
export type Worded<P> = Readonly<Record<Locale, (params: P) => string>>;
export type Text = Readonly<Record<Locale, string>>;

/**
 * One kind of finding. Codes are permanent and never reused; both languages stand side by side, so a missing one is a
 * type error. `message` says what differs, `fix` what to do; `explanation` is what `banyan explain CODE` prints.
 */
export interface Definition<P extends Params> {
  readonly level: Level;
  readonly title: Text;
  readonly message: Worded<P>;
  readonly fix: Worded<P>;
  readonly explanation: Text;
}

export const define = <P extends Params = Record<string, never>>(definition: Definition<P>): Definition<P> =>
  definition;
