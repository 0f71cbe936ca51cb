/**
 * Texts in Base64 as RE2 expressions over their encoded form. Decoders read the encoded text leniently, as nginx's does
 * (ngx_decode_base64): unused bits at the end are not looked at, padding may lack, and what stands behind it is ignored.
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const any = '[A-Za-z0-9+/]';
const padding = '(?:=.*)?';
/** The end of an encoded text behind a whole group of four. */
const rest = `(?:${any}{4})*(?:${any}{2,3})?`;

const quoted = (char: string): string => (char === '+' ? '\\+' : char);

/** All characters whose high bits are those of `value`, with `free` low bits of any value. */
function chars(value: number, free: number): string {
  const from = (value >> free) << free;
  const list = Array.from({ length: 2 ** free }, (_, index) => alphabet.charAt(from + index));
  return list.length === 1 ? quoted(list[0] ?? '') : `[${list.join('')}]`;
}

/** The whole groups of the bytes, and the characters of what is left over, whose last one has free bits. */
function encoded(bytes: Uint8Array): { readonly text: string; readonly left: number } {
  const left = bytes.length % 3;
  const whole = Buffer.from(bytes.subarray(0, bytes.length - left)).toString('base64');
  const [first = 0, second = 0] = bytes.subarray(bytes.length - left);
  const groups = Array.from(whole, quoted).join('');
  if (left === 0) return { text: groups, left };
  if (left === 1) return { text: groups + chars(first >> 2, 0) + chars((first & 3) << 4, 4), left };
  return {
    text: groups + chars(first >> 2, 0) + chars(((first & 3) << 4) | (second >> 4), 0) + chars((second & 15) << 2, 2),
    left,
  };
}

/** Whatever decodes to exactly these bytes. */
export const decodingTo = (bytes: Uint8Array): string => encoded(bytes).text + padding;

/** Whatever decodes to something that begins with these bytes. */
export function decodingToBegin(bytes: Uint8Array): string {
  const { text, left } = encoded(bytes);
  if (left === 0) return text + rest + padding;
  return `${text}${left === 1 ? `(?:${any}|${any}{2}${rest})?` : `(?:${any}${rest})?`}${padding}`;
}

/** Whatever decodes to something that contains one of the bytes, with `more` characters behind them at least. */
export function decodingToContain(bytes: readonly number[], more: 0 | 1): string {
  const alternatives = bytes.flatMap((byte) => [
    chars(byte >> 2, 0) + chars((byte & 3) << 4, 4) + any.repeat(more),
    `${any}[${spread(byte >> 4)}]${chars((byte & 15) << 2, 2)}${any.repeat(more)}`,
    `${any}{2}[${spread(byte >> 6, 2)}]${chars(byte & 63, 0)}${more === 1 ? `${any}{2}` : ''}`,
  ]);
  return `(?:${any}{4})*(?:${alternatives.join('|')})${any}*${padding}`;
}

/** All characters whose low bits are `low`. */
function spread(low: number, bits = 4): string {
  return Array.from(alphabet)
    .filter((_, index) => (index & (2 ** bits - 1)) === low)
    .join('');
}

/** Whatever decodes at all. */
export const decodable = rest + padding;
