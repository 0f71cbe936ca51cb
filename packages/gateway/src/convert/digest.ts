/**
 * Digests of source values for the ledger. They show whether a value has changed, and nothing else.
 *
 * Ordinary values get a plain hash, so that two conversions can be compared line by line. A secret's digest is keyed: the key
 * is derived by scrypt from all bytes of the source. Whoever has only the ledger cannot try passwords from a list, because each
 * attempt needs the whole rest of the source and one scrypt computation; and the same source gives the same bytes again.
 */
import { createHash, createHmac, createSecretKey, hash, type KeyObject, scryptSync } from 'node:crypto';
import type { Node } from '@banyan/core/document/node.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import { remembering } from '@banyan/core/memo.ts';

/** Names under which secrets usually stand, beside those that the reader knows. */
const secretName =
  /(?:^|[-_.])(?:key|keys|secret|password|passwd|token|authorization|credential|credentials|private|cookie|apikey)$|secret|password/i;

/** What the reader knows for a secret, and what stands under a name for one. */
export const isSecretLeaf = (leaf: Node, ledger: Ledger): boolean => {
  const name = typeof leaf.key === 'string' ? leaf.key : 'key' in leaf.parent ? leaf.parent.key : undefined;
  return ledger.isSecret(leaf) || (typeof name === 'string' && secretName.test(name));
};

/** The value as text that differs for different values: `8080` and `"8080"` are two. */
function canonical(leaf: Node): string {
  if (leaf.kind === 'list') return '[]';
  if (leaf.kind === 'object') return '{}';
  return leaf.style === 'plain' ? `=${leaf.text}` : `"${String(leaf.value)}`;
}

/** Makes digests of 16 hexadecimal characters. `sources` are all files of the conversion. */
export function digester(sources: readonly Uint8Array[], ledger: Ledger): (leaf: Node) => string {
  let key: KeyObject | undefined;
  const keyOf = (): KeyObject => {
    const content = createHash('sha256');
    for (const bytes of sources) content.update(bytes);
    return createSecretKey(scryptSync(content.digest(), 'banyan ledger digest', 32, { N: 4096, r: 8, p: 1 }));
  };
  const plain = remembering((text) => hash('sha256', text, 'hex').slice(0, 16));
  const keyed = remembering((text) => {
    key ??= keyOf();
    return createHmac('sha256', key).update(text).digest('hex').slice(0, 16);
  });
  return (leaf) => (isSecretLeaf(leaf, ledger) ? keyed : plain)(canonical(leaf));
}
