/** Each threshold of the running step: value, limit, samples, verdict. */
import type { Judgement } from '@banyan/traffic/gates/gate.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { count, latency, percent } from '@banyan/core/terminal/units.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { view as words } from '@banyan/core/words/view.ts';
import type { Scene } from './scene.ts';
import { paintVerdict } from './symbols.ts';

const most = 6;

/** At most six rows; what does not pass comes before what does. */
export function gates(judgements: readonly Judgement[], scene: Scene): string[] {
  if (judgements.length === 0) return [];
  const { locale, colours } = scene;
  const { gates: text } = words;
  const worst = [...judgements].sort((a, b) => severity(a) - severity(b));
  const shown = judgements.length <= most ? judgements : worst.slice(0, most - 1);
  const heading = [text.heading, text.side, text.value, text.limit, text.samples, text.verdict];
  const rows = shown.map((judgement) => row(judgement, scene));
  const lines = table([heading.map((word) => colours.dim(word[locale])), ...rows], {
    indent: 2,
    align: ['left', 'left', 'right', 'right', 'right', 'left'],
  });
  const left = judgements.length - shown.length;
  return left === 0 ? lines : [...lines, colours.dim(`  ${text.more[locale]({ count: left })}`)];
}

function row(judgement: Judgement, { locale, colours, symbols }: Scene): string[] {
  const { verdict, reason } = judgement;
  const word = words.verdicts[verdict][locale];
  const because = verdict === 'pass' ? word : `${word}${locale === 'en' ? ': ' : '：'}${words.reasons[reason][locale]}`;
  return [
    nameOf(judgement, locale),
    words.sides[judgement.side][locale],
    measured(judgement, locale),
    limit(judgement),
    count(judgement.samples),
    paintVerdict(verdict, colours)(`${symbols.verdict[verdict]} ${because}`),
  ];
}

/** The value; of a comparison also where the true difference lies, as the verdict rests on that. */
function measured({ indicator, value, interval }: Judgement, locale: Locale): string {
  if (value === undefined) return words.gates.unmeasured[locale];
  const text = quantity(indicator, value);
  if (indicator !== 'error_difference' || interval === undefined) return text;
  return `${text} (${quantity(indicator, interval.from)} .. ${quantity(indicator, interval.to ?? 1)})`;
}

/** The indicator; of a share also who counted it, as the gate's name tells (`share/old-gateway`). */
function nameOf({ indicator, gate }: Judgement, locale: Locale): string {
  const name = words.indicators[indicator][locale];
  const counter = indicator === 'share' ? counters.get(gate) : undefined;
  if (counter === undefined) return name;
  const by = words.share[counter][locale];
  return locale === 'en' ? `${name} (${by})` : `${name}（${by}）`;
}

const counters = new Map<string, 'edge' | 'newGateway' | 'oldGateway'>([
  ['share/edge', 'edge'],
  ['share/new-gateway', 'newGateway'],
  ['share/old-gateway', 'oldGateway'],
]);

/** A limit of the share is a distance to what is wanted. */
const limit = ({ indicator, atMost }: Judgement): string =>
  indicator === 'share' ? `± ${quantity(indicator, atMost)}` : quantity(indicator, atMost);

/** A value in the unit of its indicator. Ratios keep two decimals, as limits of 0.1 % are common. */
export function quantity(indicator: Judgement['indicator'], value: number): string {
  if (indicator === 'latency_p95') return latency(value);
  return indicator === 'share' ? percent(value) : percent(value * 100, 2);
}

/** `errors new 0.2 % pass`, for one line of history. */
export function judgementPhrase(judgement: Judgement, locale: Locale): string {
  const value =
    judgement.value === undefined ? words.gates.unmeasured[locale] : quantity(judgement.indicator, judgement.value);
  const parts = [nameOf(judgement, locale), words.sides[judgement.side][locale], value];
  return `${parts.join(' ')} ${words.verdicts[judgement.verdict][locale]}`;
}

const severity = ({ verdict }: Judgement): number => ['fail', 'hold', 'pass'].indexOf(verdict);
