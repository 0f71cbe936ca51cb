/**
 * One file that a team can review: no script is needed to read it, nothing is fetched, and it prints. A small script adds
 * filters.
 */
import type { Finding, TargetPlace } from '@banyan/core/finding/finding.ts';
import { definition, describe } from '@banyan/core/finding/finding.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { reportWords as words } from '@banyan/core/words/report.ts';
import { fingerprintOf } from '../convert/fingerprint.ts';
import type { ReportData, ReportFile, ReportLine, ReportRoute } from './data.ts';
import { grouped } from './groups.ts';
import { script, style } from './html-assets.ts';

const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const verdicts: readonly Verdict[] = ['exact', 'approximated', 'unsupported', 'ignored'];

/** Lines with target lines beside them, before the rest of a large source is left out. */
const most = 5000;

const badge = (verdict: Verdict, locale: Locale): string =>
  `<span class="badge ${verdict}">${words.verdicts[verdict][locale]}</span>`;

const codeLink = (code: string): string => `<a href="#${code}">${code}</a>`;

/** Ids of lines must be the same wherever they are linked from. */
const lineId = (file: string, line: number): string => `L-${file.replaceAll(/[^\w.-]/g, '_')}-${line}`;

function summary({ summary: { leaves, closed }, routes, findings }: ReportData, locale: Locale): string {
  const all = Math.max(1, leaves.exact + leaves.approximated + leaves.unsupported + leaves.ignored);
  const tiles = verdicts
    .map((verdict) => `<div class="tile ${verdict}"><b>${leaves[verdict]}</b> ${words.verdicts[verdict][locale]}</div>`)
    .join('');
  const bar = verdicts
    .map((verdict) => `<i class="${verdict}" style="width:${((leaves[verdict] / all) * 100).toFixed(2)}%"></i>`)
    .join('');
  const levels = (['error', 'warning', 'info'] as const)
    .map((level) => `${findings.filter((found) => found.level === level).length} ${words.levels[level][locale]}`)
    .join(' · ');
  const warning =
    closed.length === 0
      ? ''
      : `<p class="warn">${words.closedRoutes[locale]({ count: closed.length, all: routes.length })}: ${closed.map((id) => `<code>${text(id)}</code>`).join(' ')}</p>`;
  return `<section><div class="tiles">${tiles}</div><div class="bar" aria-hidden="true">${bar}</div><p>${levels}</p>${warning}</section>`;
}

function routeRow({ id, matches, verdict, closed, codes, source }: ReportRoute, locale: Locale): string {
  const place =
    source === undefined
      ? ''
      : `<a href="#${lineId(source.file, source.line)}">${text(source.file)}:${source.line}</a>`;
  const shown = closed ? `<span class="badge unsupported">${words.closed[locale]}</span>` : badge(verdict, locale);
  return `<tr data-verdict="${verdict}"><td><code>${text(id)}</code></td><td>${matches.map((match) => `<code>${text(match)}</code>`).join('<br>')}</td><td>${shown}</td><td>${codes.map(codeLink).join(' ')}</td><td>${place}</td></tr>`;
}

function findingItem(found: Finding, data: ReportData, locale: Locale): string {
  const { source, affects } = found;
  const place =
    source === undefined
      ? ''
      : `<a href="#${lineId(source.file, source.line)}">${text(`${source.file}:${source.line}:${source.column}`)}</a> `;
  const routes =
    affects === undefined || affects.routes === 'all' || affects.routes.length === 0
      ? ''
      : ` <small>${affects.routes.map(text).join(', ')}</small>`;
  const accepted = data.accepted.get(fingerprintOf(found));
  const note =
    accepted === undefined
      ? ''
      : ` <em>${text(words.accepted[locale]({ by: accepted.by, reason: accepted.reason }))}</em>`;
  return `<li>${place}${text(describe(found, locale).message)}${routes}${note} <small class="print">${fingerprintOf(found)}</small></li>`;
}

function findingsPart(data: ReportData, locale: Locale): string {
  const blocks = grouped(data.findings).map(([code, findings]) => {
    const [first] = findings;
    const { title, explanation } = definition(code);
    return `<article id="${code}" class="level-${first.level}" data-level="${first.level}"><h3><span class="level">${words.levels[first.level][locale]}</span> ${code} ${text(title[locale])} <small>× ${findings.length}</small></h3><p>${text(explanation[locale])}</p><p><b>${words.fix[locale]}</b> ${text(describe(first, locale).fix)}</p><ul>${findings.map((found) => findingItem(found, data, locale)).join('')}</ul></article>`;
  });
  return blocks.length === 0 ? `<p>${words.none[locale]}</p>` : blocks.join('\n');
}

/** `seen`: what the line above shows is only named again. */
function targetCell(targets: readonly TargetPlace[], seen: ReadonlySet<string>, data: ReportData): string {
  const shown = targets.slice(0, 3).map((target) => {
    const excerpt = data.excerpt(target);
    const place = `${target.file}${excerpt === undefined ? target.pointer : `:${excerpt.line}`}`;
    const lines = excerpt === undefined || seen.has(keyOf(target)) ? '' : `<pre>${text(excerpt.text)}</pre>`;
    return `<div class="at">${text(place)}</div>${lines}`;
  });
  return shown.join('') + (targets.length > 3 ? `<div class="at">+ ${targets.length - 3}</div>` : '');
}

const keyOf = ({ file, pointer }: TargetPlace): string => `${file} ${pointer}`;

function lineRow(file: string, row: ReportLine, above: ReportLine | undefined, data: ReportData): string {
  const { line, text: content, verdict, codes, targets } = row;
  const seen = new Set(above?.targets.map(keyOf));
  return `<tr id="${lineId(file, line)}" data-verdict="${verdict}"><td class="no ${verdict}">${line}</td><td><pre>${text(content)}</pre></td><td>${codes.map(codeLink).join(' ')}</td><td>${targetCell(targets, seen, data)}</td></tr>`;
}

function sourcePart(data: ReportData, locale: Locale): string {
  let left = most;
  const files = data.sourceFiles().map(({ name, lines }: ReportFile) => {
    const shown = lines.slice(0, left);
    left -= shown.length;
    const rest = lines.length - shown.length;
    const cut = rest === 0 ? '' : `<p>${words.leftOut[locale]({ count: rest })}</p>`;
    return `<h3>${text(name)}</h3><table class="lines"><thead><tr><th></th><th>${words.source[locale]}</th><th>${words.codes[locale]}</th><th>${words.target[locale]}</th></tr></thead><tbody>${shown.map((line, index) => lineRow(name, line, shown[index - 1], data)).join('\n')}</tbody></table>${cut}`;
  });
  return files.join('\n');
}

function filters(locale: Locale): string {
  const boxes = verdicts
    .map(
      (verdict) =>
        `<label><input type="checkbox" value="${verdict}" checked> ${words.verdicts[verdict][locale]}</label>`,
    )
    .join(' ');
  return `<div class="filters" hidden><input type="search" placeholder="${words.search[locale]}" aria-label="${words.search[locale]}"> ${boxes}</div>`;
}

export function html(data: ReportData, locale: Locale): string {
  const title = words.title[locale]({ from: data.door, to: data.to });
  const versions = Object.entries(data.versions).map(([name, version]) => `${name} ${version}`);
  const routes = data.routes.map((route) => routeRow(route, locale)).join('\n');
  const heads = [
    words.route[locale],
    words.matches[locale],
    words.verdict[locale],
    words.codes[locale],
    words.place[locale],
  ];
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${text(title)}</title><style>${style}</style></head><body>
<header><h1>${text(title)}</h1><p>${text([...data.sources, ...versions].join(' · '))}</p></header>
${summary(data, locale)}
${filters(locale)}
<main>
<section><h2>${words.routes[locale]}</h2><table class="routes"><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${routes}</tbody></table></section>
<section><h2>${words.findings[locale]}</h2>${findingsPart(data, locale)}</section>
<section><h2>${words.beside[locale]}</h2>${sourcePart(data, locale)}</section>
</main>
<script>${script}</script></body></html>
`;
}
