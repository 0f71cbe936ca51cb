import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { type Data, isData, list, number, text } from '../data.ts';

/** A token in its parts; a text says what is wrong with it, in the words of jwt_verify_lib. */
export interface Token {
  readonly raw: string;
  readonly algorithm: string;
  readonly keyId: string;
  readonly claims: Data;
  readonly signed: string;
  readonly signature: Buffer;
}

const algorithms = new Set(
  ['HS', 'RS', 'ES', 'PS'].flatMap((family) => ['256', '384', '512'].map((size) => family + size)).concat('EdDSA'),
);

export function parseToken(raw: string): Token | string {
  const parts = raw.split('.');
  const [head = '', body = '', end = ''] = parts;
  if (parts.length !== 3) return 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections';
  const header = decode(head);
  if (typeof header === 'string') return `Jwt header is ${header}`;
  const algorithm = header['alg'];
  if (typeof algorithm !== 'string') return 'Jwt header [alg] field is required and must be a string';
  if (!algorithms.has(algorithm)) return 'Jwt header [alg] is not supported';
  const keyId = header['kid'] ?? '';
  if (typeof keyId !== 'string') return 'Jwt header [kid] field is not a string';
  const claims = decode(body);
  if (typeof claims === 'string') return `Jwt payload is ${claims}`;
  for (const name of ['iat', 'nbf', 'exp']) {
    const value = claims[name];
    if (value !== undefined && (typeof value !== 'number' || value < 0))
      return `Jwt payload [${name}] field is not an integer or is negative`;
  }
  if (!base64url.test(end)) return 'Jwt signature is an invalid Base64url encoded';
  return { raw, algorithm, keyId, claims, signed: `${head}.${body}`, signature: Buffer.from(end, 'base64url') };
}

const base64url = /^[A-Za-z0-9_-]+$/;

function decode(part: string): Data | string {
  if (!base64url.test(part)) return 'an invalid Base64url encoded';
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isData(value) ? value : 'an invalid JSON';
  } catch {
    return 'an invalid JSON';
  }
}

/** A key of a JWKS. */
interface Key {
  readonly algorithm: string;
  readonly id: string;
  readonly kind: string;
  readonly secret: Buffer | undefined;
  readonly key: KeyObject | undefined;
}

/** Whether the keys sign the token: undefined, or what is wrong. */
export type Keys = (token: Token) => string | undefined;

export function readKeys(jwks: string | undefined): Keys | undefined {
  const set = jwks === undefined ? undefined : parsed(jwks);
  if (!isData(set)) return undefined;
  const keys = list(set, 'keys').filter(isData).map(keyOf);
  return (token) => {
    const fitting = keys.filter(
      ({ id, algorithm, kind }) =>
        (token.keyId === '' || id === '' || id === token.keyId) &&
        (algorithm === '' || algorithm === token.algorithm) &&
        kind === kindOf(token.algorithm),
    );
    if (fitting.length === 0) return "Jwks doesn't have key to match kid or alg from Jwt";
    return fitting.some((key) => signs(key, token)) ? undefined : 'Jwt verification fails';
  };
}

function parsed(jwks: string): unknown {
  try {
    return JSON.parse(jwks);
  } catch {
    return undefined;
  }
}

const kindOf = (algorithm: string): string =>
  algorithm.startsWith('HS') ? 'oct' : algorithm === 'EdDSA' ? 'OKP' : algorithm.startsWith('ES') ? 'EC' : 'RSA';

function keyOf(jwk: Data): Key {
  const kind = text(jwk, 'kty') ?? '';
  const base = { algorithm: text(jwk, 'alg') ?? '', id: text(jwk, 'kid') ?? '', kind };
  if (kind === 'oct') return { ...base, secret: Buffer.from(text(jwk, 'k') ?? '', 'base64url'), key: undefined };
  try {
    return { ...base, secret: undefined, key: createPublicKey({ key: { ...jwk }, format: 'jwk' }) };
  } catch {
    return { ...base, secret: undefined, key: undefined };
  }
}

function signs({ secret, key }: Key, { algorithm, signed, signature }: Token): boolean {
  const hash = `sha${algorithm.slice(2)}`;
  if (secret !== undefined) {
    const own = createHmac(hash, secret).update(signed).digest();
    return own.length === signature.length && timingSafeEqual(own, signature);
  }
  if (key === undefined) return false;
  try {
    const data = Buffer.from(signed);
    if (algorithm === 'EdDSA') return verify(undefined, data, key, signature);
    if (algorithm.startsWith('ES')) return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
    const padding = algorithm.startsWith('PS') ? 6 : 1;
    return verify(hash, data, { key, padding }, signature);
  } catch {
    return false;
  }
}

/** Whether the token is valid at that time (milliseconds), with a tolerance in seconds. */
export function timeProblem({ claims }: Token, now: number, tolerance: number): string | undefined {
  const seconds = Math.floor(now / 1000);
  const [after, before] = [number(claims, 'nbf') ?? 0, number(claims, 'exp') ?? 0];
  if (after > seconds + tolerance) return 'Jwt not yet valid';
  return before !== 0 && seconds > before + tolerance ? 'Jwt is expired' : undefined;
}
