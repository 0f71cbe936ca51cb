/**
 * Every vector, through the evaluator and through a real Envoy. `floors.json` holds the agreement that each run has reached
 * and the share of unannounced differences (per cent): the one may only rise, the other only fall. `selected` is how many of
 * the requests that findings select do differ. A run through Envoy needs network namespaces; where the machine allows none, its
 * tests are skipped with the reason.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { patience, percent, run } from './command.ts';
import { namespaceCommand } from './envoy/namespace.ts';
import floors from './floors.json' with { type: 'json' };
import type { Summary } from './outcome.ts';

const folder = import.meta.dirname;
const namespace = namespaceCommand();

const agreement = (summary: Summary): number => percent(summary.agree, summary);

/** Of the requests that findings select. */
const differing = ({ announced, falseAlarms }: Summary): number =>
  percent(announced, { requests: announced + falseAlarms });

describe('through the evaluator', () => {
  test('a recorded answer that does not hold is found, and ANSWERS tells what was observed', async () => {
    const place = mkdtempSync(join(tmpdir(), 'banyan-vectors-test-'));
    try {
      const [line = ''] = readFileSync(join(folder, 'data/routing.jsonl'), 'utf8').split('\n', 1);
      // A line of our own file.
      const one = JSON.parse(line) as { answers: { route: string | null }[] };
      const wrong = {
        ...one,
        answers: one.answers.map((answer, index) => (index === 1 ? { route: 'wrong' } : answer)),
      };
      writeFileSync(join(place, 'wrong.jsonl'), `${JSON.stringify(wrong)}\n`);
      const answers = join(place, 'answers.jsonl');
      const summary = await run(join(place, 'wrong.jsonl'), 'semantics', '--answers', answers);
      expect(summary).toMatchObject({ cases: 1, agree: one.answers.length - 1, announced: 0, unannounced: 1 });
      expect(JSON.parse(readFileSync(answers, 'utf8'))).toEqual(one);
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  test('at least 99.5 % of the routing vectors agree', { timeout: patience }, async () => {
    const summary = await run('routing.jsonl', 'semantics');
    expect(summary.requests).toBe(8973);
    expect(agreement(summary)).toBeGreaterThanOrEqual(99.5);
    expect(agreement(summary)).toBeGreaterThanOrEqual(floors.agree['routing semantics']);
  });

  test.each(['gateway', 'gateway2'] as const)('%s agrees as far as it ever did', { timeout: patience }, async (set) => {
    const summary = await run(`${set}.jsonl`, 'semantics');
    expect(agreement(summary)).toBeGreaterThanOrEqual(floors.agree[`${set} semantics`]);
    // What the evaluator does not cover, it says.
    expect(summary.unannounced).toBe(0);
  });
});

describe('through a real Envoy', () => {
  const inNamespace = (name: string, body: () => Promise<void>): void => {
    test(name, { timeout: patience }, async (context) => {
      if ('refused' in namespace) context.skip(namespace.refused);
      await body();
    });
  };

  inNamespace('at least 98 % of the routing vectors agree with native matchers, the rest is announced', async () => {
    const summary = await run('routing.jsonl', 'envoy');
    expect(summary.requests).toBe(8973);
    expect(summary.unannounced).toBe(0);
    expect(agreement(summary)).toBeGreaterThanOrEqual(98);
    expect(agreement(summary)).toBeGreaterThanOrEqual(floors.agree['routing envoy']);
  });

  inNamespace('at least 99.5 % of the routing vectors agree with Lua, the rest is announced', async () => {
    const summary = await run('routing.jsonl', 'envoy', '--allow', 'lua');
    expect(summary.unannounced).toBe(0);
    expect(agreement(summary)).toBeGreaterThanOrEqual(99.5);
    expect(agreement(summary)).toBeGreaterThanOrEqual(floors.agree['routing envoy lua']);
  });

  for (const set of ['gateway', 'gateway2'] as const) {
    inNamespace(`${set} agrees as far as it ever did, and no more goes unannounced`, async () => {
      const summary = await run(`${set}.jsonl`, 'envoy', '--allow', 'lua');
      expect(agreement(summary)).toBeGreaterThanOrEqual(floors.agree[`${set} envoy lua`]);
      expect(percent(summary.unannounced, summary)).toBeLessThanOrEqual(floors.unannounced[`${set} envoy lua`]);
      expect(differing(summary)).toBeGreaterThanOrEqual(floors.selected[`${set} envoy lua`]);
    });
  }
});
