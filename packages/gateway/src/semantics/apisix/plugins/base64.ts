/** `ngx.decode_base64`: bytes, or undefined when a character is none of the alphabet or the length cannot be. */
export function decodeBase64(text: string): string | undefined {
  const bare = text.replace(/=.*$/s, '');
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) return undefined;
  return Buffer.from(bare, 'base64').toString('latin1');
}

/** The alphabet of URLs, without padding. */
export const decodeBase64Url = (text: string): string | undefined =>
  /[+/]/.test(text) ? undefined : decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
