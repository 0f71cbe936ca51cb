/** What came of a conversion, for people: findings, then what was written and how completely. */
import type { Colours } from '@banyan/core/terminal/colour.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { convertWords as words } from '@banyan/core/words/convert.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import type { Summary } from '@banyan/gateway/convert/report.ts';
import { countsText, findingsLines } from './findings.ts';

export interface Told {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  /** As the user named it. */
  readonly folder: string;
  /** `HOST:PORT` that unmapped routes are left to; undefined when they are closed. */
  readonly keepOld: string | undefined;
  /** Findings that somebody has accepted, which are not among those above. */
  readonly accepted: number;
  /** The form in which the source came. */
  readonly door: string;
}

interface Layout {
  readonly locale: Locale;
  readonly colours: Colours;
  readonly columns: number;
  readonly all: boolean;
  readonly directory: string;
}

export function conversionLines(
  { summary, findings, accepted, folder, keepOld, door }: Told,
  layout: Layout,
): string[] {
  const { locale, colours } = layout;
  const { leaves, routes, rules, upstreams, consumers, closed } = summary;
  const all = leaves.exact + leaves.approximated + leaves.unsupported + leaves.ignored;
  const list = closed.join(', ');
  const unmapped =
    keepOld === undefined
      ? words.closed[locale]({ routes: list })
      : words.keptOld[locale]({ routes: list, address: keepOld });
  const counts = countsText(findings, locale);
  const report = findingsLines(findings, { ...layout, how: `--all, ${folder}/conversion.json` });
  return [
    ...report,
    ...(report.length === 0 ? [] : ['']),
    colours.bold(words.target[locale]({ routes, rules, upstreams, consumers, folder })),
    words.leaves[locale]({ all, ...leaves }),
    colours.dim(words.door[locale]({ door })),
    ...(closed.length === 0 ? [] : [colours.yellow(unmapped)]),
    ...(counts === '' ? [] : [counts]),
    ...(accepted === 0 ? [] : [words.accepted[locale]({ count: accepted })]),
  ];
}
