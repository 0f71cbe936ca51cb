/** What every part of the view is drawn with. */
import type { Colours } from '@banyan/core/terminal/colour.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import type { Symbols } from './symbols.ts';

export interface Scene {
  readonly locale: Locale;
  readonly colours: Colours;
  readonly symbols: Symbols;
  readonly columns: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
