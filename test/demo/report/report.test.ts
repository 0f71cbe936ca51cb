import { describe, expect, it } from 'vitest';
import type { SceneOutcome } from '../outcome.ts';
import { went } from '../outcome.ts';
import { chart, nice } from './chart.ts';
import { html } from './html.ts';
import { text } from './text.ts';

const outcome: SceneOutcome = {
  title: 'Orders <move>',
  story: 'A story',
  checks: [{ what: 'no request failed', holds: true, seen: '0 of 200' }],
  seconds: [
    { at: 0, requests: 100, share: 0, failed: 0, p95: 12 },
    { at: 1, requests: 0, share: undefined, failed: 0, p95: undefined },
    { at: 2, requests: 100, share: 25, failed: 3, p95: 40 },
  ],
  marks: [{ at: 1.5, text: 'store lost' }],
  figures: { requests: 200, failed: 3, bySide: { old: 175, new: 25 }, p50: 3, p95: 40, p99: 60 },
  took: 12,
};

describe('the closing report', () => {
  it('is one page that loads nothing and escapes what it shows', () => {
    const page = html([outcome], 'made now');
    expect(page).not.toMatch(/<script|src=|href=|url\(|@import/);
    expect(page).toContain('Orders &lt;move&gt;');
    expect(page).toContain('1 of 1 scenes');
  });

  it('interrupts a line where a second has no value', () => {
    const share = /class="share" d="([^"]*)"/.exec(chart(outcome))?.[1] ?? '';
    expect(share.match(/M/g)).toHaveLength(2);
    expect(chart(outcome).match(/class="failed"/g)).toHaveLength(1);
  });

  it('says FAIL and why when one check does not hold', () => {
    const bad = { ...outcome, checks: [...outcome.checks, { what: 'it is back', holds: false, seen: '25 %' }] };
    expect(went(bad)).toBe(false);
    expect(text([outcome, bad])).toContain('FAIL  2. Orders <move>');
    expect(text([outcome, bad])).toContain('NO   it is back: 25 %');
    expect(text([outcome, bad])).toContain('1 of 2 scenes went as they should.');
  });

  it('does not call a scene without checks a success', () => {
    expect(went({ ...outcome, checks: [] })).toBe(false);
  });

  it.each([
    [1, 1],
    [3, 5],
    [70, 100],
    [180, 200],
  ])('ends an axis for %d at %d', (most, end) => {
    expect(nice(most)).toBe(end);
  });
});
