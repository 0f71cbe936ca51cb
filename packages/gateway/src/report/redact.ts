/** Takes secrets out of texts that people will pass around: every value that is one, as it stands and as targets encode it. */
import { createHash } from 'node:crypto';
import type { Document } from '@banyan/core/document/node.ts';
import { eachWrittenLeaf } from '@banyan/core/document/values.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import { literalPattern } from '@banyan/core/pattern.ts';
import { isSecretLeaf } from '../convert/digest.ts';

const mask = '••••';

/** What looks like a key whoever it belongs to: long runs of base64. */
const looksSecret = /[A-Za-z0-9+/_-]{32,}={0,2}/g;

/** The forms in which a target may carry a value. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const hashed = ['sha1', 'sha256'].flatMap((name) => {
    const hash = createHash(name).update(bytes).digest();
    return [hash.toString('base64'), hash.toString('hex')];
  });
  return [
    value,
    literalPattern(value),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ...value.split('\n').filter((line) => line.length > 8),
    ...hashed,
  ];
}

export type Redact = (text: string) => string;

export function redactor(documents: readonly Document[], ledger: Ledger): Redact {
  const values = new Set<string>();
  for (const { root } of documents) {
    eachWrittenLeaf(root, (leaf) => {
      if (leaf.kind !== 'scalar' || leaf.value === null || typeof leaf.value === 'boolean') return;
      const value = String(leaf.value);
      if (value !== '' && isSecretLeaf(leaf, ledger)) for (const form of formsOf(value)) values.add(form);
      // A reference is no secret, but what it leads to is; that never comes here.
    });
  }
  const known = Array.from(values).toSorted((left, right) => right.length - left.length);
  // A short value is hidden only where it stands alone: letters occur everywhere.
  const parts = known.map((value) =>
    value.length > 3 ? literalPattern(value) : `(?<![\\w-])${literalPattern(value)}(?![\\w-])`,
  );
  const pattern = parts.length === 0 ? undefined : new RegExp(parts.join('|'), 'g');
  return (text) => {
    // Lines stay lines, so that places keep their meaning.
    const clean = pattern === undefined ? text : text.replace(pattern, (found) => found.replace(/[^\n]+/g, mask));
    return clean.replace(looksSecret, (run) => (/[0-9]/.test(run) && /[A-Za-z]/.test(run) ? mask : run));
  };
}
