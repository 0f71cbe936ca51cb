/** The closing report as one page that needs nothing else: no script, no font, no picture from anywhere. */
import { type SceneOutcome, went } from '../outcome.ts';
import { chart, escape } from './chart.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5a6572; --line: #d7dce2; --back: #fff; --new: #0b6e4f; --slow: #6d4bb3; --bad: #c62828; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebef; --soft: #9aa5b1; --line: #363d46; --back: #14181d; --new: #4cc38a; --slow: #b39df0; --bad: #ff6b6b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 960px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
p.story { color: var(--soft); } svg { width: 100%; height: auto; }
.grid { stroke: var(--line); } .mark { stroke: var(--soft); stroke-dasharray: 3 3; }
.axis { font-size: 11px; fill: var(--soft); dominant-baseline: middle; } .end { text-anchor: end; } .middle { text-anchor: middle; } text.bad { fill: var(--bad); }
path { fill: none; stroke-width: 2; } .share { stroke: var(--new); } .latency { stroke: var(--slow); } .failed { fill: var(--bad); opacity: 0.75; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid var(--line); padding: .35rem .5rem; vertical-align: top; }
.yes { color: var(--new); } .no { color: var(--bad); font-weight: 600; }
ul.legend { list-style: none; display: flex; gap: 1.5rem; padding: 0; font-size: .85rem; color: var(--soft); }
ul.legend b { font-weight: 600; }`;

const verdict = (holds: boolean): string => `<td class="${holds ? 'yes' : 'no'}">${holds ? 'yes' : 'no'}</td>`;

function scene(outcome: SceneOutcome, number: number): string {
  const rows = outcome.checks.map(
    ({ what, holds, seen }) => `<tr>${verdict(holds)}<td>${escape(what)}</td><td>${escape(seen)}</td></tr>`,
  );
  return [
    `<section><h2>${number}. ${escape(outcome.title)}</h2>`,
    `<p class="story">${escape(outcome.story)}</p>`,
    chart(outcome),
    '<ul class="legend"><li><b style="color:var(--new)">green</b> share of the new gateway</li><li><b style="color:var(--bad)">red</b> failed requests</li><li><b style="color:var(--slow)">violet</b> 95th percentile</li></ul>',
    `<table>${rows.join('')}</table></section>`,
  ].join('\n');
}

export function html(outcomes: readonly SceneOutcome[], made: string): string {
  const good = outcomes.filter(went).length;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Banyan: demo</title><style>${style}</style></head><body>`,
    `<h1>A voice assistant moves from APISIX to Envoy</h1>`,
    `<p>${good} of ${outcomes.length} scenes went as they should. All figures were measured by the clients themselves. ${escape(made)}</p>`,
    ...outcomes.map((outcome, at) => scene(outcome, at + 1)),
    '</body></html>',
    '',
  ].join('\n');
}
