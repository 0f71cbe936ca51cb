import { localeOf } from '@banyan/core/words/locale.ts';
import { expect, test } from 'vitest';
import { commands } from '../commands.ts';
import { banyan } from '../testing/world.ts';

const chinese = { LC_ALL: 'zh_CN.UTF-8' };

test('an unknown command is an error of usage that names the nearest one', async () => {
  const ran = await banyan(['statsu']);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toContain('did you mean `banyan status`?');
});

test('an unknown option names the nearest one', async () => {
  const ran = await banyan(['status', '--wacth']);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('did you mean `--watch`?');
});

test.each([
  [['run'], 'CLI003'],
  [['events', '--after'], 'CLI004'],
  [['status', '-o', 'xml'], 'CLI005'],
  [['engine', 'start'], 'CLI005'],
  [['list', 'payments'], 'CLI006'],
  [['explain', 'ABC123'], 'CLI011'],
])('`banyan %s` is refused with %s and exit code 2, in both languages', async (words, code) => {
  const english = await banyan(words);
  const translated = await banyan(words, { environment: chinese });
  expect([english.code, translated.code]).toEqual([2, 2]);
  expect(english.stderr).toContain(code);
  expect(translated.stderr).toContain(code);
  expect(translated.stderr).not.toBe(english.stderr);
});

test('with -o json an error is one JSON object a line, in English whatever the language', async () => {
  const english = await banyan(['explain', 'ABC123', '-o', 'json']);
  const translated = await banyan(['explain', 'ABC123', '-o', 'json'], { environment: chinese });
  expect(translated).toEqual(english);
  expect(JSON.parse(english.stderr)).toMatchObject({ code: 'CLI011', level: 'error' });
});

test('every command has a help in both languages, with its summary and an example that is a command', async () => {
  for (const entry of commands) {
    const command = await entry.load();
    expect(command.name).toBe(entry.name);
    expect(command.summary).toBe(entry.summary);
    for (const environment of [{}, chinese]) {
      const ran = await banyan([entry.name, '--help'], { environment });
      expect(ran.code).toBe(0);
      expect(ran.stdout.replaceAll(/\s+/g, '')).toContain(entry.summary[localeOf(environment)].replaceAll(/\s+/g, ''));
      for (const { line } of command.examples) expect(line).toMatch(new RegExp(`\\bbanyan ${entry.name}\\b`));
    }
    expect(command.examples.length).toBeGreaterThan(0);
  }
});

test('the help lists every command, and is the same as `banyan help`', async () => {
  const ran = await banyan(['--help']);
  for (const entry of commands) expect(ran.stdout).toContain(`  ${entry.name} `);
  expect(await banyan(['help'])).toEqual(ran);
});

test('nothing on the command line is an error of usage that shows the help', async () => {
  const ran = await banyan([]);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toContain('banyan [command] [options]');
});

test('NO_COLOR wins over a terminal, and a pipe gets no colours', async () => {
  const colourful = await banyan(['--help'], { terminal: true });
  expect(colourful.stdout).toContain('\u001b[1m');
  const plain = await banyan(['--help'], { terminal: true, environment: { NO_COLOR: '1' } });
  expect(plain.stdout).not.toContain('\u001b');
  expect((await banyan(['--help'])).stdout).toBe(plain.stdout);
});
