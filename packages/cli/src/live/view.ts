/** Where a migration stands, in about 25 lines for three phases. Pure: the same view gives the same lines. */
import type { MigrationView } from '@banyan/engine/client.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import { duration } from '@banyan/core/terminal/units.ts';
import { padEnd, truncate, width } from '@banyan/core/terminal/width.ts';
import { wrap } from '@banyan/core/terminal/wrap.ts';
import { view as words } from '@banyan/core/words/view.ts';
import { finished } from '../verbs/outcome.ts';
import { gates } from './gates.ts';
import { rail } from './rail.ts';
import type { Scene } from './scene.ts';
import { shares } from './shares.ts';
import { paintState } from './symbols.ts';

/** Lines without line feeds, none wider than the terminal. */
export function viewLines(view: MigrationView, scene: Scene): string[] {
  const parts = [[heading(view, scene)], rail(view, scene), shares(view, scene), gates(view.gates, scene)];
  const closing = closingLines(view, scene);
  const lines = [...parts, closing].filter((part) => part.length > 0).flatMap((part) => [...part, '']);
  return lines.slice(0, -1).map((line) => truncate(line, scene.columns));
}

function heading(view: MigrationView, { locale, colours, now }: Scene): string {
  const state = paintState(view.state, colours)(colours.bold(words.states[view.state][locale]));
  const over = finished(view);
  const span = duration((over ? view.updatedAt : now) - view.startedAt, locale);
  const details = [words.since[locale]({ span }), words.generation[locale]({ generation: view.generation })];
  return `${colours.bold(view.name)}  ${state}  ${colours.dim(details.join(locale === 'en' ? ', ' : '，'))}`;
}

function closingLines(view: MigrationView, scene: Scene): string[] {
  const { locale } = scene;
  const busy = view.steps.find(
    (step) => step.detail !== undefined && step.state !== 'done' && step.state !== 'planned',
  );
  const { edge, oldGateway, newGateway } = view.addresses;
  const addresses = [
    edge === undefined ? '' : `${words.share.edge[locale]} ${edge}`,
    oldGateway === undefined ? '' : `${words.share.oldGateway[locale]} ${oldGateway}`,
    newGateway === undefined ? '' : `${words.share.newGateway[locale]} ${newGateway}`,
  ].filter((part) => part !== '');
  // What holds a step is often both the reason and what it does now: it is said once.
  const why = view.why === undefined ? '' : said(view.why, scene);
  const now = busy?.detail === undefined ? '' : said(busy.detail, scene);
  const next = nextText(view, scene);
  return [
    ...(why === '' ? [] : labelled(words.why[locale], why, scene)),
    ...(now === '' || now === why ? [] : labelled(words.now[locale], now, scene)),
    ...(next === '' || next === why || next === now ? [] : labelled(words.next[locale], next, scene)),
    ...(addresses.length === 0
      ? []
      : labelled(words.addresses[locale], addresses.join(locale === 'en' ? ', ' : '，'), scene).map(scene.colours.dim)),
  ];
}

const said = (found: Finding, { locale }: Scene): string => describe(found, locale).message;

/** What comes next with a countdown; empty when it is over or the reason already says what a human must do. */
function nextText(view: MigrationView, scene: Scene): string {
  const { locale, now } = scene;
  if (view.next === undefined) return '';
  const { what, at } = view.next;
  if (at === undefined) return said(what, scene);
  const when = at > now ? words.in[locale]({ span: duration(at - now, locale) }) : words.anyMoment[locale];
  return locale === 'en' ? `${said(what, scene)} (${when})` : `${said(what, scene)}（${when}）`;
}

/** A label and at most three lines of text beside it. */
function labelled(label: string, text: string, { locale, columns }: Scene): string[] {
  const labels = [words.why, words.now, words.next, words.addresses].map((word) => width(word[locale]));
  const head = Math.max(...labels) + 2;
  return wrap(text, columns - 2 - head)
    .slice(0, 3)
    .map((line, index) => `  ${padEnd(index === 0 ? label : '', head)}${line}`);
}
