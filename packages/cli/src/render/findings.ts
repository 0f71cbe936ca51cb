/** Many findings as text: one block for each code, the worst first, its places below it, and never more than fits. */
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import type { Level } from '@banyan/core/finding/define.ts';
import type { Colours } from '@banyan/core/terminal/colour.ts';
import { wrap } from '@banyan/core/terminal/wrap.ts';
import { frame } from '@banyan/core/words/frame.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { placeText } from './place.ts';

export interface FindingsOptions {
  readonly locale: Locale;
  readonly colours: Colours;
  readonly columns: number;
  /** Prints everything. */
  readonly all: boolean;
  /** Findings below this level are only counted, unless all are asked for. */
  readonly least?: Level;
  /** The folder that the user is in. */
  readonly directory: string;
  /** A command that shows what was left out. */
  readonly how: string;
}

const levels: readonly Level[] = ['error', 'warning', 'info'];
/** Messages of one code, and codes of level `info`, before the rest is only counted. */
const messagesOfOneCode = 3;
const blocks = 20;

/** Lines for all findings, with blank lines between blocks; empty when there are none. */
export function findingsLines(findings: readonly Finding[], options: FindingsOptions): string[] {
  const groups = grouped(findings);
  const least = levels.indexOf(options.least ?? 'info');
  const shown = options.all ? groups : groups.filter(([{ level }]) => levels.indexOf(level) <= least).slice(0, blocks);
  const lines = shown.flatMap((group) => [...block(group, options), '']);
  const left = findings.length - shown.reduce((sum, group) => sum + group.length, 0);
  if (left === 0) return lines.slice(0, -1);
  return [...lines, options.colours.dim(frame.leftOut[options.locale]({ count: left, how: options.how }))];
}

/** `2 errors, 1 warning`. */
export function countsText(findings: readonly Finding[], locale: Locale): string {
  const number = (level: Level): number => findings.filter((found) => found.level === level).length;
  return frame.counts[locale]({ errors: number('error'), warnings: number('warning'), infos: number('info') });
}

/** In the order of the source; the order of arrival among those without a place. */
const byPlace = ({ source: a }: Finding, { source: b }: Finding): number =>
  a === undefined || b === undefined || a.file !== b.file ? 0 : a.line - b.line || a.column - b.column;

/** Findings by code, worst level first, then by how often, then by code. */
function grouped(findings: readonly Finding[]): (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<FindingCode, [Finding, ...Finding[]]>();
  for (const found of [...findings].sort(byPlace)) {
    const group = groups.get(found.code);
    if (group === undefined) groups.set(found.code, [found]);
    else group.push(found);
  }
  return [...groups.values()].sort(
    (a, b) =>
      levels.indexOf(a[0].level) - levels.indexOf(b[0].level) ||
      b.length - a.length ||
      (a[0].code < b[0].code ? -1 : 1),
  );
}

function block(group: readonly [Finding, ...Finding[]], options: FindingsOptions): string[] {
  const { locale, colours, columns } = options;
  const [{ level, code }] = group;
  const paint = { error: colours.red, warning: colours.yellow, info: colours.blue }[level];
  const places = group.length === 1 ? '' : `  ${colours.dim(frame.places[locale]({ count: group.length }))}`;
  const heading = `${paint(colours.bold(frame.level[level][locale]))} ${colours.bold(code)}${places}`;
  const shown = options.all ? group : group.slice(0, messagesOfOneCode);
  const fixes = new Set(group.map((found) => describe(found, locale).fix));
  const [fix = ''] = fixes;
  const left = group.length - shown.length;
  return [
    heading,
    // Without a place several may read alike: they differ in the requests that they are about.
    ...[...new Set(shown.map((found) => entry(found, fixes.size > 1, options).join('\n')))].flatMap((one) =>
      one.split('\n'),
    ),
    ...(left === 0 ? [] : [colours.dim(`  ${frame.leftOut[locale]({ count: left, how: options.how })}`)]),
    ...(fixes.size > 1 ? [] : indented(`${frame.fix[locale]}${colon(locale)}${fix}`, columns, 2)),
  ];
}

/** Place, message, and the fix where it differs from one place to the next. */
function entry(found: Finding, ownFix: boolean, { locale, colours, columns, directory }: FindingsOptions): string[] {
  const { message, fix } = describe(found, locale);
  const { source } = found;
  const place = source === undefined ? [] : [`  ${colours.cyan(placeText(source, directory))}`];
  const indent = source === undefined ? 2 : 4;
  return [
    ...place,
    ...indented(message, columns, indent),
    ...(ownFix ? indented(`${frame.fix[locale]}${colon(locale)}${fix}`, columns, indent) : []),
  ];
}

const colon = (locale: Locale): string => (locale === 'en' ? ': ' : '：');

const indented = (text: string, columns: number, indent: number): string[] =>
  wrap(text, columns - indent).map((line) => ' '.repeat(indent) + line);
