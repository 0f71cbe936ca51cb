/** Sets of bytes. Values are compared byte by byte, as nginx and PCRE without its UTF mode do. */

/** 256 flags; never changed after it was made. */
export type ByteSet = Readonly<Uint8Array>;

export const bytesOf = (text: string): readonly number[] => [...new TextEncoder().encode(text)];

/** The bytes for which the test holds. */
export function bytesWhere(test: (byte: number) => boolean): ByteSet {
  const set = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) if (test(byte)) set[byte] = 1;
  return set;
}

const singles = new Map<number, ByteSet>();

export function oneByte(byte: number): ByteSet {
  const known = singles.get(byte) ?? bytesWhere((other) => other === byte);
  singles.set(byte, known);
  return known;
}

export const byteRange = (from: number, to: number): ByteSet => bytesWhere((byte) => byte >= from && byte <= to);
export const anyByte: ByteSet = bytesWhere(() => true);
export const noByte: ByteSet = bytesWhere(() => false);
export const complement = (set: ByteSet): ByteSet => bytesWhere((byte) => set[byte] !== 1);
export const union = (sets: readonly ByteSet[]): ByteSet => bytesWhere((byte) => sets.some((set) => set[byte] === 1));
export const isFull = (set: ByteSet): boolean => set.every((flag) => flag === 1);
export const isNone = (set: ByteSet): boolean => set.every((flag) => flag === 0);

/** ASCII letters in either case, wherever one of them is in the set. */
export const ignoringCase = (set: ByteSet): ByteSet =>
  bytesWhere((byte) => set[byte] === 1 || set[swapped(byte)] === 1);

function swapped(byte: number): number {
  if (byte >= 0x41 && byte <= 0x5a) return byte + 0x20;
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}
