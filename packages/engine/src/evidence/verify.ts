/** Checks a file of evidence: whole, in order, and as it was signed. Needs nothing but the bytes; says why it does not hold. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { fingerprintOf, format, type Head } from './format.ts';

export interface Verified {
  readonly head: Omit<Head, 'kind' | 'format'>;
  /** Fingerprint of the key that signed. */
  readonly key: string;
}

/** `file` is only named. `trusted`: the key that must have signed; without it the one that the file itself names. */
export function verifyEvidence(file: string, bytes: Buffer, trusted?: KeyObject): Result<Verified, Finding> {
  const broken = (line: number, reason: string): Result<never, Finding> =>
    err(finding('ENG011', { file, line, reason }));
  const end = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  if (bytes.length === 0 || bytes.at(-1) !== 10 || end === 0) return broken(1, 'it is cut off');
  const lines = bytes.subarray(0, end).toString('utf8').trimEnd().split('\n').map(parsed);
  const seal = parsed(bytes.subarray(end).toString('utf8'));
  const head = lines[0];
  if (head?.['kind'] !== 'evidence' || head['format'] !== format) return broken(1, `it is not ${format}`);
  if (seal?.['kind'] !== 'signature') return broken(lines.length + 1, 'the signature is missing');
  const named = publicKeyOf(head['publicKey']);
  if (named === undefined) return broken(1, 'it names no Ed25519 key');
  const key = trusted ?? named;
  if (!verify(null, bytes.subarray(0, end), key, Buffer.from(String(seal['signature']), 'base64')))
    return err(finding('ENG012', { file, key: fingerprintOf(key) }));
  const gap = lines.slice(1).findIndex((line, index) => line?.['seq'] !== index + 1);
  if (gap >= 0) return broken(gap + 2, `event ${gap + 1} is missing`);
  if (head['events'] !== lines.length - 1) return broken(lines.length, `${String(head['events'])} events were signed`);
  // The signature shows that makeEvidence wrote the line.
  const said = head as unknown as Head;
  return ok({ head: said, key: fingerprintOf(key) });
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

export function publicKeyOf(pem: unknown): KeyObject | undefined {
  try {
    const key = typeof pem === 'string' ? createPublicKey(pem) : undefined;
    return key?.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
