import { constants, createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/** Lengths of raw ECDSA signatures. */
const curves: Readonly<Record<string, number>> = { ES256: 64, ES384: 96, ES512: 132 };

/** Whether the signature (bytes) over the data is good; false for an unknown algorithm or an unusable key. */
export function verifySignature(algorithm: string, data: string, signature: string, key: string): boolean {
  const hash = `sha${algorithm.slice(2)}`;
  const message = Buffer.from(data, 'latin1');
  const given = Buffer.from(signature, 'latin1');
  try {
    if (algorithm.startsWith('HS')) {
      const own = createHmac(hash, Buffer.from(key, 'latin1')).update(message).digest();
      return own.length === given.length && timingSafeEqual(own, given);
    }
    const publicKey: KeyObject = createPublicKey(key);
    if (algorithm === 'EdDSA') return verify(undefined, message, publicKey, given);
    if (algorithm.startsWith('RS')) return verify(hash, message, publicKey, given);
    if (algorithm.startsWith('PS')) {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return given.length === 256 && verify(hash, message, { key: publicKey, padding }, given);
    }
    const length = curves[algorithm];
    return given.length === length && verify(hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, given);
  } catch {
    return false;
  }
}
