/** Strings of JSON. Without an expression for the whole: on strings of millions of characters those run out of stack. */

export interface JsonString {
  /** As written, with its quotes. */
  readonly token: string;
  readonly value: string;
}

/** Offset behind the closing quote; escaped quotes have an odd number of backslashes before them. */
function endOf(text: string, offset: number): number {
  for (let quote = text.indexOf('"', offset + 1); quote > 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return -1;
}

/** The string whose opening quote stands at the offset; undefined when it has no end, a wrong escape or a line end inside. */
export function jsonStringAt(text: string, offset: number): JsonString | undefined {
  const end = text.charCodeAt(offset) === 34 ? endOf(text, offset) : -1;
  if (end < 0) return undefined;
  const token = text.slice(offset, end);
  // oxlint-disable-next-line no-control-regex -- JSON forbids control characters inside strings
  if (!/[\\\u0000-\u001f]/.test(token)) return { token, value: token.slice(1, -1) };
  try {
    // A text in quotes is nothing but a string.
    return { token, value: JSON.parse(token) as string };
  } catch {
    return undefined;
  }
}
