import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MigrationEvent, MigrationView } from '../client.ts';
import { signingKey } from './key.ts';
import { makeEvidence } from './make.ts';
import { verifyEvidence } from './verify.ts';

const view: MigrationView = {
  name: 'orders',
  state: 'completed',
  generation: 7,
  phases: [],
  steps: [],
  gates: [],
  next: undefined,
  startedAt: 1_790_000_000_000,
  updatedAt: 1_790_000_060_000,
  versions: { banyan: '0.1.0', envoy: 'envoy 1.39.3', engine: 'restate-server 1.7.12' },
  addresses: {},
};
const event = (seq: number, kind: string, data: MigrationEvent['data'] = {}): MigrationEvent => ({
  seq,
  at: 1_790_000_000_000 + seq * 1000,
  kind,
  data,
});
const events = [event(1, 'started'), event(2, 'share-written', { shares: { orders: 50 } }), event(3, 'completed')];
const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
const made = (list = events): string =>
  makeEvidence({ view, events: list, madeAt: new Date(1_790_000_090_000), madeBy: 'ada', key });
const check = (text: string, trusted = publicKey) => verifyEvidence('evidence.jsonl', Buffer.from(text), trusted);
const codeOf = (text: string): string => {
  const verified = check(text);
  return verified.ok ? 'ok' : verified.error.code;
};

const run = promisify(execFile);
const openssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-evidence-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('evidence', () => {
  test('says what happened, when, by whom and with which versions, one JSON object a line', () => {
    const lines = made()
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines[0]).toMatchObject({ migration: 'orders', state: 'completed', madeBy: 'ada', versions: view.versions });
    expect(lines[2]).toMatchObject({
      event: 'share-written',
      time: '2026-09-21T14:13:22.000Z',
      data: { shares: { orders: 50 } },
    });
    expect(lines).toHaveLength(5);
  });

  test('holds as it was made, and names its maker', () => {
    expect(check(made())).toMatchObject({ ok: true, value: { head: { migration: 'orders', events: 3 } } });
  });

  test('does not hold when any byte of what was signed is another', () => {
    const text = made();
    const end = text.lastIndexOf('\n', text.length - 2);
    for (let at = 0; at < end; at += 7) {
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      expect(codeOf(changed), `byte ${at}`).not.toBe('ok');
    }
  });

  test('does not hold when an event was taken out, at the end or in the middle', () => {
    const lines = made().split('\n');
    for (let at = 0; at < 5; at++) expect(codeOf(lines.toSpliced(at, 1).join('\n'))).not.toBe('ok');
  });

  test('a history with a gap does not hold although it was signed', () => {
    expect(codeOf(made([event(1, 'started'), event(3, 'completed')]))).toBe('ENG011');
  });

  test('does not hold under another key', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(check(made(), other)).toMatchObject({ ok: false, error: { code: 'ENG012' } });
  });

  test('of no length is not whole', () => {
    for (const text of ['', '\n', '{}\n', 'no evidence\n', made().slice(0, -1)]) expect(codeOf(text)).toBe('ENG011');
  });

  test('can be checked by OpenSSL alone, as the guide says', async (context) => {
    context.skip(!openssl, 'openssl is not installed');
    const text = made();
    const end = text.lastIndexOf('\n', text.length - 2) + 1;
    const seal = JSON.parse(text.slice(end)) as { readonly signature: string }; // makeEvidence has just written it
    const file = (name: string, bytes: string | Buffer): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const signature = file('signature', Buffer.from(seal.signature, 'base64'));
    const given = ['-pubin', '-inkey', file('key.pem', pem), '-sigfile', signature];
    const checked = (body: string) =>
      run('openssl', ['pkeyutl', '-verify', '-rawin', ...given, '-in', file('body', body)]);
    expect((await checked(text.slice(0, end))).stdout).toContain('Signature Verified Successfully');
    await expect(checked(`${text.slice(0, end)} `)).rejects.toThrow();
  });
});

describe('the key of a data directory', () => {
  test('is made once, also by two at once, and only its owner can read it', async () => {
    const file = join(folder, 'evidence-key.pem');
    const [one, other] = await Promise.all([signingKey(file), signingKey(file)]);
    expect(one.ok && other.ok && one.value.equals(other.value)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = createPublicKey(createPrivateKey(readFileSync(file)));
    expect(one.ok && createPublicKey(one.value).equals(kept)).toBe(true);
  });

  test('that is no key is not overwritten', async () => {
    const file = join(folder, 'broken.pem');
    writeFileSync(file, 'nothing');
    expect(await signingKey(file)).toMatchObject({ ok: false, error: { code: 'ENG010' } });
    expect(readFileSync(file, 'utf8')).toBe('nothing');
  });
});
