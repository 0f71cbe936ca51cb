/** A proof as one page that a team can review: coverage as routes and kinds of witness, and differences by cause with lines to copy. */
import type { Locale } from '@banyan/core/words/locale.ts';
import { proveWords as words } from '@banyan/core/words/prove.ts';
import { style } from '../report/html-assets.ts';
import type { Proof, ProofDifference, ProofRoute } from './proof.ts';

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const shown = (value: unknown): string =>
  escaped(typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value));

/** The classes of the conversion's report, so that colours mean the same. */
const classes = { same: 'exact', known: 'approximated', unknown: 'unsupported', 'not-covered': 'ignored' } as const;

const ownStyle = `.grid td{text-align:center;padding:2px 6px;font:12px ui-monospace,monospace}.grid td:first-child,.grid td:nth-child(2){text-align:left}
.grid td.exact{color:var(--exact)}.grid td.approximated{color:var(--approximated)}.grid td.unsupported{color:var(--unsupported);font-weight:700}.grid td.ignored{color:var(--ignored)}
.curl{background:var(--soft);padding:8px 12px;margin:8px 0}.differ{border-left-color:var(--unsupported)}.announced{border-left-color:var(--approximated)}
button{font:inherit;border:1px solid var(--line);background:var(--soft);color:inherit;padding:1px 8px;cursor:pointer}@media print{button{display:none}}`;

const script = `for(const b of document.querySelectorAll('button[data-copy]'))b.addEventListener('click',()=>navigator.clipboard.writeText(b.nextElementSibling.textContent));`;

export function proofHtml(proof: Proof, locale: Locale): string {
  const { source, target, summary, traffic } = proof;
  const title = `${source.name} → ${target.name}`;
  const tiles = (['same', 'known', 'unknown', 'not-covered'] as const)
    .map(
      (verdict) =>
        `<div class="tile ${classes[verdict]}"><b>${summary.routes[verdict]}</b> ${words.verdicts[verdict][locale]}</div>`,
    )
    .join('');
  const recorded = traffic === undefined ? '' : `<p>${escaped(words.traffic[locale](traffic))}</p>`;
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${style}${ownStyle}</style></head><body>
<header><h1>${escaped(title)}</h1><p>${escaped(`${source.format} → ${target.format} · ${words.effort[locale](summary)}`)}</p></header>
<section><div class="tiles">${tiles}</div>${recorded}</section>
<main>
<section><h2>${words.differences[locale]}</h2>${proof.differences.map((one) => difference(one, locale)).join('\n') || `<p>${words.none[locale]}</p>`}</section>
<section><h2>${words.coverage[locale]}</h2><p>${words.coverageNote[locale]}</p>${grid(proof, locale)}</section>
</main>
<script>${script}</script></body></html>
`;
}

function difference(one: ProofDifference, locale: Locale): string {
  const kind = one.verdict === 'unknown' ? 'differ' : 'announced';
  const badge = `<span class="badge ${classes[one.verdict]}">${words.verdicts[one.verdict][locale]}</span>`;
  const rows = one.fields
    .map(
      ({ field, source, target }) =>
        `<tr><td><code>${escaped(field)}</code></td><td><pre>${shown(source)}</pre></td><td><pre>${shown(target)}</pre></td></tr>`,
    )
    .join('');
  const credentials = one.credentials
    .map(({ variable, meaning }) => `<li><code>$${variable}</code> ${escaped(meaning)}</li>`)
    .join('');
  const head = `<tr><th></th><th>${words.inSource[locale]}</th><th>${words.inTarget[locale]}</th></tr>`;
  const decided = `<tr><td>${words.decided[locale]}</td><td>${decisions(one.source)}</td><td>${decisions(one.target)}</td></tr>`;
  return `<article class="${kind}"><h3>${badge} ${escaped(one.route ?? words.noRoute[locale])} <small>${escaped([...one.codes, words.shownBy[locale]({ count: one.count, kinds: one.kinds.join(', ') })].join(' · '))}</small></h3>
<div class="curl"><button data-copy>${words.copy[locale]}</button><pre>${escaped(one.curl.join('\n'))}</pre></div>${nodesNote(one, locale)}${credentials === '' ? '' : `<ul>${credentials}</ul>`}
<table>${head}${rows}${decided}</table></article>`;
}

function nodesNote({ witness: { nodes } }: ProofDifference, locale: Locale): string {
  if (nodes === undefined) return '';
  const headers = Object.entries(nodes.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
  const answer =
    nodes.failed === undefined
      ? words.nodesAnswer[locale]({ status: nodes.status, headers })
      : words.nodesFail[nodes.failed][locale];
  return `<p>${escaped(words.nodes[locale]({ answer }))}</p>`;
}

const decisions = ({ decided }: ProofDifference['source']): string =>
  decided
    .map(
      ({ step, detail, place }) =>
        `<div><span class="at">${escaped(place ?? '')}</span> ${escaped(`${step}: ${detail}`)}</div>`,
    )
    .join('');

/** Rows before the rest is only in the JSON. */
const mostRows = 2000;

function grid({ routes, kinds }: Proof, locale: Locale): string {
  const used = kinds.filter((kind) => routes.some(({ witnesses }) => witnesses[kind] !== undefined));
  const head = `<tr><th></th><th></th>${used.map((kind) => `<th>${escaped(kind)}</th>`).join('')}<th></th></tr>`;
  return `<table class="grid"><thead>${head}</thead><tbody>${routes
    .slice(0, mostRows)
    .map((one) => row(one, used, locale))
    .join('\n')}</tbody></table>`;
}

function row(
  { route, verdict, witnesses, codes, why, untried, place }: ProofRoute,
  kinds: readonly string[],
  locale: Locale,
): string {
  const cells = kinds.map((kind) => {
    const cell = witnesses[kind];
    if (cell === undefined) return '<td class="ignored">·</td>';
    const worst =
      cell.unknown > 0 ? 'unknown' : cell['not-covered'] > 0 ? 'not-covered' : cell.known > 0 ? 'known' : 'same';
    return `<td class="${classes[worst]}">${cell.asked}</td>`;
  });
  const notes = [...codes, ...why, ...untried.map((what) => words.untried[locale]({ what }))].join(', ');
  return `<tr><td><span class="badge ${classes[verdict]}">${words.verdicts[verdict][locale]}</span></td><td title="${escaped(place ?? '')}">${escaped(route ?? words.noRoute[locale])}</td>${cells.join('')}<td><small>${escaped(notes)}</small></td></tr>`;
}
