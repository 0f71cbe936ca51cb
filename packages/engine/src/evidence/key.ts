/** The key with which this data directory signs; made when it is asked for the first time, readable by its owner only. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../data/layout.ts';

export async function signingKey(file: string): Promise<Result<KeyObject, Finding>> {
  try {
    const known = await textOf(file);
    if (known !== undefined) return keyOf(file, known);
    const { privateKey } = generateKeyPairSync('ed25519');
    const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    // Of two that make a key at once, both go on with the one that was there first.
    await link(draft, file).catch((error: unknown) => {
      if (reasonOf(error) !== 'EEXIST') throw error;
    });
    await rm(draft);
    return keyOf(file, (await textOf(file)) ?? '');
  } catch (error) {
    return err(finding('ENG005', { file, reason: reasonOf(error) }));
  }
}

function keyOf(file: string, text: string): Result<KeyObject, Finding> {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return ok(key);
  } catch {
    // Said below.
  }
  return err(finding('ENG010', { file }));
}

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw error;
  });
