/** One event as one line: time, step, and what happened. */
import type { MigrationEvent } from '@banyan/engine/client.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import { catalogue } from '@banyan/core/findings/catalogue.ts';
import { percent } from '@banyan/core/terminal/units.ts';
import { events as phrases } from '@banyan/core/words/events.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { view } from '@banyan/core/words/view.ts';
import type { Event } from '@banyan/engine/run/event.ts';
import type { Judgement } from '@banyan/traffic/gates/gate.ts';
import { judgementPhrase } from './gates.ts';

type Data = MigrationEvent['data'];

/** A kind of event that the engine writes and that has no words is a type error here. */
const words = phrases satisfies Readonly<Record<Event['kind'], unknown>>;

/** `09:41:02  orders/shift-25  share written: orders 25 % (generation 4)`; the time is made by the caller. */
export function eventLine(event: MigrationEvent, time: string, locale: Locale): string {
  const happened = sentence(event, locale);
  const reason = findingIn(event.data['why']) ?? findingIn(event.data['what']);
  const because = reason === undefined ? '' : `${locale === 'en' ? ': ' : '：'}${describe(reason, locale).message}`;
  return [time, event.step ?? '', happened + because].filter((part) => part !== '').join('  ');
}

/** Kinds that this version does not know are printed as they came. */
function sentence(event: MigrationEvent, locale: Locale): string {
  const { kind, data } = event;
  switch (kind) {
    case 'started':
      return words.started[locale]({ generation: String(data['generation']) });
    case 'carried-by':
      return words[kind][locale]({ banyan: String(data['banyan']) });
    case 'approved':
      return words.approved[locale]({ who: String(data['who']) });
    case 'share-written':
      return words[kind][locale]({ shares: sharesPhrase(data['shares']), generation: String(data['generation']) });
    case 'share-observed':
    case 'share-verified':
      return words[kind][locale](observation(data, locale));
    case 'gate-judged':
      return words[kind][locale]({
        judgements: judgements(event)
          .map((one) => judgementPhrase(one, locale))
          .join(locale === 'en' ? ', ' : '，'),
      });
    default:
      return isPlain(kind) ? words[kind][locale] : `${kind} ${JSON.stringify(data)}`;
  }
}

type PlainKind = { [K in keyof typeof words]: (typeof words)[K]['en'] extends string ? K : never }[keyof typeof words];

const isPlain = (kind: string): kind is PlainKind =>
  Object.hasOwn(words, kind) && typeof words[kind as keyof typeof words].en === 'string'; // hasOwn has just shown it is a key

function observation(data: Data, locale: Locale): { phase: string; desired: string; observed: string } {
  const observed = isRecord(data['observed']) ? data['observed'] : {};
  const seen = (['edge', 'newGateway', 'oldGateway'] as const)
    .filter((counter) => typeof observed[counter] === 'number')
    .map((counter) => `${view.share[counter][locale]} ${percent(Number(observed[counter]))}`);
  return {
    phase: String(data['phase']),
    desired: percent(Number(data['desired'])),
    observed: seen.length === 0 ? '–' : seen.join(locale === 'en' ? ', ' : '，'),
  };
}

const sharesPhrase = (shares: unknown): string =>
  isRecord(shares)
    ? Object.entries(shares)
        .map(([phase, share]) => `${phase} ${percent(Number(share))}`)
        .join(', ')
    : '';

const judgements = (event: MigrationEvent): readonly Judgement[] => {
  const list = event.data['judgements'];
  // The kind `gate-judged` carries judgements; the engine wrote them.
  return Array.isArray(list) ? (list as readonly Judgement[]) : [];
};

/** The verdicts of an event of kind `gate-judged`, to tell whether they have changed. */
export const verdictsIn = (event: MigrationEvent): string =>
  [event.step, ...judgements(event).map((one) => `${one.gate} ${one.indicator} ${one.side} ${one.verdict}`)].join(', ');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A finding that came through JSON; undefined for anything else, and for codes of a later version. */
function findingIn(value: unknown): Finding | undefined {
  if (!isRecord(value) || typeof value['code'] !== 'string' || !Object.hasOwn(catalogue, value['code']))
    return undefined;
  return value as unknown as Finding; // its code is in the catalogue, so an engine of this version made it
}
