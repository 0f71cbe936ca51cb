/** One scene as an inline SVG: share of the new gateway, failed requests and p95, second by second. */
import type { SceneOutcome } from '../outcome.ts';

const width = 920;
const left = 44;
const right = 64;
const plot = width - left - right;
const upper = { top: 34, height: 150 };
const lower = { top: 212, height: 70 };
const height = 316;

export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const round = (value: number): string => (Math.round(value * 10) / 10).toString();

/** Steps that make a readable axis: 1, 2 or 5 times a power of ten. */
export function nice(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? 10 * power;
}

/** A line that is interrupted where there is no value. */
function line(points: readonly (readonly [x: number, y: number | undefined])[]): string {
  let open = false;
  return points
    .map(([x, y]) => {
      if (y === undefined) {
        open = false;
        return '';
      }
      const part = `${open ? 'L' : 'M'}${round(x)} ${round(y)}`;
      open = true;
      return part;
    })
    .join('');
}

export function chart(outcome: SceneOutcome): string {
  const { seconds, marks } = outcome;
  const last = Math.max(seconds.length, 1);
  const x = (at: number): number => left + (plot * Math.min(at, last)) / last;
  // A second's figures are of the time from its begin to the next one's.
  const middle = (at: number): number => x(at + 0.5);
  const second = Math.max(plot / last, 4);
  const slow = nice(Math.max(...seconds.map((one) => one.p95 ?? 0), 1));
  const bad = nice(Math.max(...seconds.map((one) => one.failed), 1));
  const down = (zone: typeof upper, part: number): number => zone.top + zone.height * (1 - part);
  const share = line(
    seconds.map((one) => [middle(one.at), one.share === undefined ? undefined : down(upper, one.share / 100)]),
  );
  const p95 = line(
    seconds.map((one) => [middle(one.at), one.p95 === undefined ? undefined : down(lower, one.p95 / slow)]),
  );
  const bars = seconds
    .filter((one) => one.failed > 0)
    .map((one) => {
      const top = down(upper, one.failed / bad);
      const tall = upper.top + upper.height - top;
      return `<rect class="failed" x="${round(x(one.at))}" y="${round(top)}" width="${round(second)}" height="${round(tall)}"><title>${one.failed} failed in second ${one.at}</title></rect>`;
    });
  const grid = [0, 25, 50, 75, 100].map((percent) => {
    const y = round(down(upper, percent / 100));
    return `<line class="grid" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text x="${left - 6}" y="${y}" class="axis end">${percent} %</text>`;
  });
  const ticks = Array.from({ length: Math.floor(last / nice(last / 8)) + 1 }, (_none, at) => at * nice(last / 8)).map(
    (at) => `<text x="${round(x(at))}" y="${lower.top + lower.height + 18}" class="axis middle">${at} s</text>`,
  );
  const flags = marks.map((mark, at) => {
    const here = round(x(mark.at));
    return `<line class="mark" x1="${here}" x2="${here}" y1="${upper.top - 4}" y2="${lower.top + lower.height}"/><text x="${here}" y="${at % 2 === 0 ? 12 : 25}" class="axis middle">${escape(mark.text)}</text>`;
  });
  const name = `${outcome.title}: share of the new gateway, failed requests and 95th percentile over time`;
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(name)}">`,
    ...grid,
    bad > 1 || bars.length > 0
      ? `<text x="${width - right + 6}" y="${upper.top}" class="axis bad">${bad} failed</text>`
      : '',
    ...bars,
    `<path class="share" d="${share}"/>`,
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${lower.top + lower.height}" y2="${lower.top + lower.height}"/>`,
    `<text x="${width - right + 6}" y="${lower.top}" class="axis">${slow} ms</text>`,
    `<text x="${left - 6}" y="${lower.top + lower.height / 2}" class="axis end">p95</text>`,
    `<path class="latency" d="${p95}"/>`,
    ...flags,
    ...ticks,
    '</svg>',
  ].join('\n');
}
