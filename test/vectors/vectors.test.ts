/**
 * Every vector, through the evaluator and through a real Envoy. `floors.json` holds the agreement that each run has reached
 * and the share of unannounced differences (per cent): the one may only rise, the other only fall. A run through Envoy needs network namespaces; where the machine allows none, its
 * tests are skipped with the reason.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namespaceCommand } from './envoy/namespace.ts';
import floors from './floors.json' with { type: 'json' };
import type { Summary } from './outcome.ts';

const folder = import.meta.dirname;
/** A run takes seconds, a minute where vectors wait for windows and time-outs; this only ends what hangs. */
const patience = 600_000;
const namespace = namespaceCommand();

/** Runs the command that `make vectors` runs; its last line. */
async function run(file: string, through: string, ...more: readonly string[]): Promise<Summary> {
  const args = [join(folder, 'main.ts'), '--file', resolve(folder, 'data', file), '--through', through, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), patience - 5000);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
  const text = Buffer.concat(chunks).toString('utf8').trimEnd();
  // The runner's own last line.
  return JSON.parse(text.slice(text.lastIndexOf('\n') + 1)) as Summary;
}

const percent = (part: number, { requests }: Summary): number => (100 * part) / requests;
const agreement = (summary: Summary): number => percent(summary.agree, summary);

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
    });
  }
});
