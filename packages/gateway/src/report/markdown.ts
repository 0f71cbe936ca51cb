/** For a pull request or a wiki page: summary, routes, findings. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { definition, describe } from '@banyan/core/finding/finding.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { reportWords as words } from '@banyan/core/words/report.ts';
import { fingerprintOf } from '../convert/fingerprint.ts';
import type { ReportData } from './data.ts';
import { grouped } from './groups.ts';

/** Text that stands in a cell, whatever it holds. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(...head),
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((cells) => row(...cells)),
  '',
];

const placeOf = ({ source }: Finding): string =>
  source === undefined ? '' : `${source.file}:${source.line}:${source.column}`;

export function markdown(data: ReportData, locale: Locale): string {
  const { leaves } = data.summary;
  const verdicts = ['exact', 'approximated', 'unsupported', 'ignored'] as const;
  const lines = [
    `# ${words.title[locale]({ from: data.door, to: data.to })}`,
    '',
    ...table(
      [words.verdict[locale], words.values[locale]],
      verdicts.map((verdict) => [words.verdicts[verdict][locale], String(leaves[verdict])]),
    ),
    `## ${words.routes[locale]}`,
    '',
    ...table(
      [words.route[locale], words.matches[locale], words.verdict[locale], words.codes[locale]],
      data.routes.map(({ id, matches, verdict, closed, codes }) => [
        id,
        matches.join(', '),
        closed ? words.closed[locale] : words.verdicts[verdict][locale],
        codes.join(' '),
      ]),
    ),
    `## ${words.findings[locale]}`,
    '',
    ...grouped(data.findings).flatMap(([code, findings]) => {
      const [first] = findings;
      return [
        `### ${code} ${definition(code).title[locale]}`,
        '',
        `${words.levels[first.level][locale]} · ${describe(first, locale).fix}`,
        '',
        ...findings.map((found) => {
          const accepted = data.accepted.get(fingerprintOf(found));
          const note =
            accepted === undefined ? '' : ` (${words.accepted[locale]({ by: accepted.by, reason: accepted.reason })})`;
          return `- ${cell(`${placeOf(found)} ${describe(found, locale).message}${note}`.trim())}`;
        }),
        '',
      ];
    }),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
