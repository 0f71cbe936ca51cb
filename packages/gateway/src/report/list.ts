/** Formats of reports. Add one: a file beside this one, and a line here. */
import type { Locale } from '@banyan/core/words/locale.ts';
import type { ReportData } from './data.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { sarif } from './sarif.ts';

export type Renderer = (data: ReportData, locale: Locale) => string;

export const renderers: Readonly<Record<'json' | 'sarif' | 'markdown' | 'html', Renderer>> = {
  json,
  sarif,
  markdown,
  html,
};
