/**
 * The evidence of a migration: one file of lines, each a JSON object. The first says what it is and who signs; then follow the
 * events of the history, in order and without gaps; the last is the signature over every byte before it. So a person can
 * read it, `jq` can, and `openssl pkeyutl -verify -rawin` can check it (docs/guide/evidence.md).
 */
import { createHash, type KeyObject } from 'node:crypto';

export const format = 'banyan.dev/evidence/v1';

/** The first line. */
export interface Head {
  readonly kind: 'evidence';
  readonly format: string;
  readonly migration: string;
  /** As `banyan status` says it when the file was made. */
  readonly state: string;
  readonly generation: number;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly madeBy: string;
  /** Versions of what took part, as the programs print them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly events: number;
  /** SPKI, PEM. */
  readonly publicKey: string;
}

/** The last line. */
export interface Seal {
  readonly kind: 'signature';
  readonly algorithm: 'Ed25519';
  readonly key: string;
  /** Base64, of all bytes before this line. */
  readonly signature: string;
}

/** How people compare keys: `SHA256:` and the digest of the key's DER, in base64. */
export function fingerprintOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64').replaceAll('=', '')}`;
}
