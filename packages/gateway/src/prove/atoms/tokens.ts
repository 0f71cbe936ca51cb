/** Signed tokens for witnesses: JWT with a shared secret. Nothing here is remembered or reported. */
import { createHmac } from 'node:crypto';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const hashes: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** undefined when the algorithm needs a private key, which no configuration holds. */
export function signedToken(algorithm: string, secret: Buffer, claims: object): string | undefined {
  const hash = hashes[algorithm];
  if (hash === undefined) return undefined;
  const text = `${part({ alg: algorithm, typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

/** A token without a signature that counts, as attackers send it. */
export const unsignedToken = (claims: object): string => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
