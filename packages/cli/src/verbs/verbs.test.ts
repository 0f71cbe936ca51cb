import { finding } from '@banyan/core/finding/finding.ts';
import { expect, test } from 'vitest';
import { completed, midway, rolledBack, waiting } from '../testing/migration.ts';
import { banyan } from '../testing/world.ts';

/** Any file that is there: the engine of these tests does not read it. */
const document = import.meta.filename;

test('status of a migration under way is printed, and is no failure', async () => {
  const ran = await banyan(['status', 'voice-assistant'], { views: [midway] });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('voice-assistant  running');
  expect(ran.stderr).toBe('');
});

test('the exit code of status tells rolled back (1) from waiting for a human (4)', async () => {
  expect((await banyan(['status'], { views: [rolledBack] })).code).toBe(1);
  expect((await banyan(['status'], { views: [waiting] })).code).toBe(4);
  expect((await banyan(['status'], { views: [completed] })).code).toBe(0);
});

test('status -o json is the view itself, the same in every language', async () => {
  const english = await banyan(['status', '-o', 'json'], { views: [midway] });
  const chinese = await banyan(['status', '-o', 'json'], { views: [midway], environment: { LANG: 'zh_CN.UTF-8' } });
  expect(JSON.parse(english.stdout)).toEqual(midway);
  expect(chinese).toEqual(english);
});

test('run in the foreground prints one line for each event and ends with the migration', async () => {
  const ran = await banyan(['run', document], { views: [midway, midway, completed] });
  expect(ran.code).toBe(0);
  expect(ran.stdout.split('\n')).toHaveLength(8);
  expect(ran.stdout).toContain('identity/shift-10  share written: identity 10 % (generation 2)');
  expect(ran.stderr).toContain('voice-assistant is completed');
});

test('run ends with 4 when a human is asked, and says how to answer', async () => {
  const ran = await banyan(['run', document], { views: [midway, waiting] });
  expect(ran.code).toBe(4);
  expect(ran.stderr).toContain('banyan approve voice-assistant');
});

test('run ends with 1 when everything went back', async () => {
  expect((await banyan(['run', document], { views: [midway, rolledBack] })).code).toBe(1);
});

test('run ends with 3 and the remedy when the environment kept it from beginning', async () => {
  const steps = midway.steps.map((step) => ({ ...step, state: step.kind === 'shift' ? 'planned' : 'undone' }) as const);
  const why = finding('TRF003', { address: '127.0.0.1:8080' });
  const ran = await banyan(['run', document], { views: [midway, { ...rolledBack, steps, why }] });
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('TRF003');
  // Once traffic has moved, the answer is that everything went back.
  expect((await banyan(['run', document], { views: [midway, { ...rolledBack, why }] })).code).toBe(1);
});

test('Ctrl-C detaches from run: exit code 0, and how to come back', async () => {
  const ran = await banyan(['run', document], { views: [midway], interruptAt: 3 });
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain('banyan status voice-assistant -w');
});

test('Ctrl-C on a terminal gives the cursor back', async () => {
  const ran = await banyan(['status', '-w'], { views: [midway], interruptAt: 3, terminal: true });
  expect(ran.stdout.indexOf('\u001b[?25h')).toBeGreaterThan(ran.stdout.indexOf('\u001b[?25l'));
  expect(ran.code).toBe(0);
});

/** The block is cleared below once for each redraw. */
const redraws = (written: string): number => written.split('\u001b[J').length - 1;

test('the live view is written anew only when something has changed', async () => {
  const still = { ...midway, state: 'completed' as const, next: undefined };
  const moving = { ...still, state: 'running' as const };
  const ran = await banyan(['status', '-w'], { views: [still], terminal: true });
  // Once with the hint how to leave, once without.
  expect(redraws(ran.stdout)).toBe(2);
  const watched = await banyan(['status', '-w'], { views: [moving, moving, moving, moving, still], terminal: true });
  // Four looks within a second and the end: the clock in the heading ticks at most once before.
  expect(redraws(watched.stdout)).toBeLessThanOrEqual(4);
});

test('status -w keeps watching while a human is asked', async () => {
  const ran = await banyan(['status', '-w'], { views: [waiting, waiting, completed] });
  expect(ran.code).toBe(0);
});

test('run --detach starts, says how to come back, and hands over the accepted routes', async () => {
  const ran = await banyan(['run', document, '--detach', '--accept', 'admin', '--accept', 'legacy'], {
    views: [midway],
  });
  expect(ran.code).toBe(0);
  expect(ran.asked).toEqual([`run ${document} accept=admin,legacy`]);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toContain('banyan status voice-assistant -w');
});

test('approve tells the engine who agrees, and why', async () => {
  const environment = { USER: 'operator' };
  const ran = await banyan(['approve', '--reason', 'looks fine'], { views: [waiting], environment });
  expect(ran.asked).toEqual(['approve voice-assistant operator looks fine']);
  expect(ran.code).toBe(0);
});

test('pause, resume, rollback and engine stop reach the engine', async () => {
  expect((await banyan(['pause'], { views: [midway] })).asked).toEqual(['pause voice-assistant']);
  expect((await banyan(['resume'], { views: [midway] })).asked).toEqual(['resume voice-assistant']);
  const back = await banyan(['rollback', '--reason', 'errors'], { views: [midway] });
  expect(back.asked).toEqual(['rollback voice-assistant errors']);
  expect((await banyan(['engine', 'stop'])).asked).toEqual(['stop']);
});

test('a named break-glass rollback asks the engine for nothing else', async () => {
  const ran = await banyan(['rollback', 'voice-assistant', '--break-glass', '--reason', 'fire'], {});
  expect(ran.asked).toEqual(['break-glass voice-assistant fire']);
  expect(ran.stderr).toContain('1000007');
  expect(ran.code).toBe(0);
});

test('a name may be left out only while there is exactly one migration', async () => {
  const ran = await banyan(['approve'], {});
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('CLI010');
});

test('a migration that does not exist is an error of usage', async () => {
  const ran = await banyan(['status', 'payments'], { views: [midway] });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('ENG004');
});

test('events are one line each, or one JSON object each', async () => {
  const text = await banyan(['events', '--after', '5'], { views: [midway] });
  expect(text.stdout.trimEnd().split('\n')).toHaveLength(2);
  const json = await banyan(['events', '-o', 'json'], { views: [midway] });
  expect(
    json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq),
  ).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('events --follow ends when the migration does', async () => {
  const ran = await banyan(['events', '--follow'], { views: [midway, midway, completed] });
  expect(ran.stdout.trimEnd().split('\n')).toHaveLength(7);
});

test('list is a table with one line for each migration', async () => {
  const ran = await banyan(['list'], { views: [midway] });
  expect(ran.stdout.split('\n')[1]).toMatch(/^voice-assistant +running +identity 50 %, conversation 0 %, voice 0 %/);
});
