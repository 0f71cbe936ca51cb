/** Style and script of the HTML report. */

export const style = `
:root{--exact:#1a7f4b;--approximated:#b06f00;--unsupported:#c0342b;--ignored:#6b7280;--line:#e3e6ea;--ink:#1c2330;--paper:#fff;--soft:#f6f7f9}
@media (prefers-color-scheme:dark){:root{--line:#343b47;--ink:#e6e9ee;--paper:#161a20;--soft:#1f252e;--exact:#4cc38a;--approximated:#e2a336;--unsupported:#f2766d;--ignored:#9aa3b0}}
*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:1240px;padding:24px}
h1{font-size:26px;margin:0}h2{font-size:20px;margin:36px 0 8px;border-bottom:1px solid var(--line);padding-bottom:4px}h3{font-size:16px;margin:20px 0 6px}
header p{color:var(--ignored);margin:4px 0 20px}code,pre,.at{font:13px/1.45 ui-monospace,monospace}pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}.tile{background:var(--soft);border-left:4px solid;padding:10px 14px}.tile b{font-size:26px;display:block;line-height:1.1}
.tile.exact,.badge.exact,.no.exact{border-color:var(--exact)}.tile.approximated,.badge.approximated,.no.approximated{border-color:var(--approximated)}
.tile.unsupported,.badge.unsupported,.no.unsupported{border-color:var(--unsupported)}.tile.ignored,.badge.ignored,.no.ignored{border-color:var(--ignored)}
.bar{display:flex;height:10px;margin:12px 0;background:var(--soft)}.bar .exact{background:var(--exact)}.bar .approximated{background:var(--approximated)}.bar .unsupported{background:var(--unsupported)}.bar .ignored{background:var(--ignored)}
.warn{border-left:4px solid var(--unsupported);background:var(--soft);padding:8px 14px}.filters{position:sticky;top:0;background:var(--paper);border-bottom:1px solid var(--line);padding:10px 0;z-index:1}.filters label{margin-left:12px}
input[type=search]{font:inherit;padding:4px 8px;border:1px solid var(--line);background:var(--soft);color:inherit;min-width:260px}
table{border-collapse:collapse;width:100%}th{text-align:left;font-size:13px;color:var(--ignored)}td,th{padding:5px 8px;border-bottom:1px solid var(--line);vertical-align:top}
.badge{border:1px solid;border-left-width:4px;padding:1px 8px;font-size:13px;white-space:nowrap}.lines{table-layout:fixed}.lines th:nth-child(1){width:64px}.lines th:nth-child(3){width:110px}.lines th:nth-child(4){width:45%}
.no{text-align:right;color:var(--ignored);border-left:4px solid;font:13px ui-monospace,monospace}.at{color:var(--ignored)}a{color:inherit}
article{border-left:4px solid var(--ignored);padding:2px 0 2px 14px;margin:14px 0}.level-error{border-color:var(--unsupported)}.level-warning{border-color:var(--approximated)}.level{font-size:13px;font-weight:400;color:var(--ignored)}
article p{margin:4px 0;max-width:90ch}ul{margin:6px 0;padding-left:20px}small{color:var(--ignored)}.print{font-family:ui-monospace,monospace}tr:target,article:target{outline:2px solid var(--approximated)}
.gone{display:none}
@media print{.filters{display:none!important}body{max-width:none;padding:0;font-size:11px}a{text-decoration:none}tr,article{break-inside:avoid}h2{break-after:avoid}.gone{display:revert}}
@media (max-width:700px){.tiles{grid-template-columns:repeat(2,1fr)}}
`;

export const script = `
(()=>{const bar=document.querySelector('.filters');bar.hidden=false;const search=bar.querySelector('input[type=search]');const boxes=[...bar.querySelectorAll('input[type=checkbox]')];
const apply=()=>{const shown=new Set(boxes.filter(b=>b.checked).map(b=>b.value));const word=search.value.toLowerCase();
for(const row of document.querySelectorAll('[data-verdict]'))row.classList.toggle('gone',!shown.has(row.dataset.verdict)||!row.textContent.toLowerCase().includes(word));
for(const one of document.querySelectorAll('article'))one.classList.toggle('gone',!one.textContent.toLowerCase().includes(word));};
search.addEventListener('input',apply);for(const box of boxes)box.addEventListener('change',apply);
addEventListener('hashchange',()=>document.getElementById(location.hash.slice(1))?.classList.remove('gone'));})();
`;
