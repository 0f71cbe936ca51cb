/** Values before or after a constant in the order of bytes. */
import { anyByte, byteRange, bytesOf, oneByte } from './bytes.ts';
import { anything, bytes, choice, empty, type Expression, sequence, text } from './expression.ts';

export function ordered(is: '<' | '<=' | '>' | '>=', than: string): Expression {
  const same = is.endsWith('=') ? [text(than)] : [];
  return choice([...(is.startsWith('<') ? before(than) : after(than)), ...same]);
}

function before(than: string): readonly Expression[] {
  return bytesOf(than).flatMap((byte, index, all) => {
    const head = all.slice(0, index).map((known) => bytes(oneByte(known)));
    const shorter = sequence([...head, empty]);
    return byte === 0 ? [shorter] : [shorter, sequence([...head, bytes(byteRange(0, byte - 1)), anything])];
  });
}

function after(than: string): readonly Expression[] {
  const greater = bytesOf(than).flatMap((byte, index, all) => {
    const head = all.slice(0, index).map((known) => bytes(oneByte(known)));
    return byte === 255 ? [] : [sequence([...head, bytes(byteRange(byte + 1, 255)), anything])];
  });
  return [...greater, sequence([text(than), bytes(anyByte), anything])];
}
