import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { completed } from '../testing/migration.ts';
import { banyan } from '../testing/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'banyan-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const views = [completed];
const made = async (): Promise<string> => (await banyan(['evidence', 'voice-assistant'], { views })).stdout;

test('what was printed is verified, and the reader is told to compare the key', async () => {
  const ran = await banyan(['evidence', 'verify', file('whole.jsonl', await made())]);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('voice-assistant');
  expect(ran.stdout).toContain('SHA256:');
  expect(ran.stderr).toContain('--key');
});

test('a changed file does not hold (ENG012), a cut one is not whole (ENG011), both with exit code 1', async () => {
  const text = await made();
  const changed = await banyan([
    'evidence',
    'verify',
    file('changed.jsonl', text.replace('"event"', '"Event"')),
    '-o',
    'json',
  ]);
  expect([changed.code, JSON.parse(changed.stderr)]).toMatchObject([1, { code: 'ENG012' }]);
  const cut = await banyan(['evidence', 'verify', file('cut.jsonl', text.slice(0, -40)), '-o', 'json']);
  expect([cut.code, JSON.parse(cut.stderr)]).toMatchObject([1, { code: 'ENG011' }]);
});

test('another key than the named one does not hold, and what is no key is refused (ENG010)', async () => {
  const evidence = file('named.jsonl', await made());
  const { publicKey } = generateKeyPairSync('ed25519');
  const other = file('other.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  expect((await banyan(['evidence', 'verify', evidence, '--key', other])).code).toBe(1);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
  const kind = await banyan(['evidence', 'verify', evidence, '--key', file('rsa.pem', rsa.toString()), '-o', 'json']);
  expect([kind.code, JSON.parse(kind.stderr)]).toMatchObject([2, { code: 'ENG010' }]);
  const none = await banyan(['evidence', 'verify', evidence, '--key', file('none.pem', 'none'), '-o', 'json']);
  expect([none.code, JSON.parse(none.stderr)]).toMatchObject([2, { code: 'ENG010' }]);
});

test('a file that is not there is a mistake of the user', async () => {
  expect((await banyan(['evidence', 'verify', join(folder, 'missing.jsonl')])).code).toBe(2);
});
