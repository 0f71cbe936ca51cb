/** From bytes to text: size, encoding, and whether it is text at all. */
import { finding } from '../finding/finding.ts';
import type { Limits } from './limits.ts';
import { Unreadable } from './problem.ts';

const starts = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);

/** UTF-16 and UTF-32 by their byte order marks, or by the zero bytes between ASCII characters. */
function otherEncoding(bytes: Uint8Array): string | undefined {
  if (starts(bytes, 0xff, 0xfe, 0, 0) || starts(bytes, 0, 0, 0xfe, 0xff)) return 'UTF-32';
  if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff)) return 'UTF-16';
  const [first, second, third, fourth] = bytes;
  const zeros = [first, second, third, fourth].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  return bytes.length >= 4 && (zeros === 'x0x0' || zeros === '0x0x') ? 'UTF-16' : undefined;
}

/** Length of the longest valid UTF-8 beginning, in characters of the decoded text. */
function validLength(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  const decodes = (end: number): boolean => {
    try {
      // `stream` lets a character be cut at the end: only wrong bytes count.
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (decodes(middle)) low = middle;
    else high = middle - 1;
  }
  return new TextDecoder('utf-8').decode(bytes.subarray(0, low), { stream: true }).length;
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** The text of a file in UTF-8, without a byte order mark. Throws Unreadable; `seen` is the text that offsets refer to. */
export function decode(bytes: Uint8Array, limits: Limits, seen: (text: string) => void): string {
  if (bytes.length > limits.bytes) {
    const params = { limit: limits.bytes };
    throw new Unreadable(0, (context) => finding('DOC002', params, context));
  }
  const encoding = otherEncoding(bytes);
  if (encoding !== undefined) throw new Unreadable(0, (context) => finding('DOC003', { encoding }, context));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const lossy = new TextDecoder('utf-8').decode(bytes);
    seen(lossy);
    // Text in another encoding has no control characters; archives and images do.
    refuseControl(lossy);
    throw new Unreadable(validLength(bytes), (context) => finding('DOC004', {}, context));
  }
  seen(text);
  refuseControl(text);
  return text;
}

function refuseControl(text: string): void {
  const binary = control.exec(text);
  if (binary === null) return;
  const code = `U+${binary[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  throw new Unreadable(binary.index, (context) => finding('DOC005', { code }, context));
}
