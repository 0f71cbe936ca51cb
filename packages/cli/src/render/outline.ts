/** A finding's sentences with the names of their parameters where the values would stand. */
import type { FindingCode } from '@banyan/core/finding/finding.ts';
import { definition } from '@banyan/core/finding/finding.ts';
import type { Params } from '@banyan/core/finding/define.ts';
import type { Locale } from '@banyan/core/words/locale.ts';

/** Every parameter reads as `‹its name›`. */
const names: Params = new Proxy(
  {},
  {
    get: (_, name) => `‹${String(name)}›`,
  },
);

export function outline(code: FindingCode, locale: Locale): { readonly message: string; readonly fix: string } {
  const { message, fix } = definition(code);
  return { message: sentence(message[locale]), fix: sentence(fix[locale]) };
}

/** A sentence that calculates with a parameter shows an ellipsis for the result. */
const sentence = (words: (params: Params) => string): string => words(names).replaceAll('NaN', '…');
