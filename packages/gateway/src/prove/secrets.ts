/** Takes credentials out of what is reported: each becomes a shell variable with a name, whose meaning is told beside it. */
import { literalPattern } from '@banyan/core/pattern.ts';
import type { Side } from './side.ts';

export interface Secret {
  /** Without the dollar sign. */
  readonly variable: string;
  /** What it stands for, e.g. `key of partner_shop`. */
  readonly meaning: string;
}

export interface Secrets {
  readonly hide: (text: string) => string;
  /** Those that the text names after hiding. */
  readonly named: (text: string) => readonly Secret[];
}

/** Variables get their numbers in the order in which they are first needed. */
export function secretsOf(sides: readonly Side[], recorded: readonly string[]): Secrets {
  const meanings = new Map<string, string>();
  // A short text stands everywhere by chance.
  for (const { atoms } of sides)
    for (const { credentials } of atoms.sites)
      for (const { secrets, label } of credentials)
        for (const text of secrets)
          for (const form of [text, JSON.stringify(text).slice(1, -1)])
            if (text.length > 3 && !meanings.has(form)) meanings.set(form, label);
  for (const text of recorded) if (text.length > 3) meanings.set(text, 'as recorded');
  const variables = new Map<string, Secret>();
  const variable = (text: string): string => {
    const known = variables.get(text) ?? {
      variable: `CREDENTIAL_${variables.size + 1}`,
      meaning: meanings.get(text) ?? '',
    };
    variables.set(text, known);
    return `$${known.variable}`;
  };
  const longestFirst = [...meanings.keys()].toSorted((one, other) => other.length - one.length);
  const pattern = longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(literalPattern).join('|'), 'g');
  return {
    hide: (text) => (pattern === undefined ? text : text.replace(pattern, variable)),
    named: (text) => {
      const used = new Set(text.match(/\$CREDENTIAL_\d+/g));
      return [...variables.values()].filter((one) => used.has(`$${one.variable}`));
    },
  };
}
