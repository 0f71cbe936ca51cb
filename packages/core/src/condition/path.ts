/**
 * A request path as nginx reads it: percent-decoded once, `//` merged, dot segments resolved, query and fragment cut
 * (nginx, ngx_http_parse_complex_uri). An escaped `/` or `.` counts as one, an escaped `%`, `#` or `?` is plain text.
 * `path` holds one character for each byte (latin1). Undefined when nginx refuses the request: a bad escape, `%00`, or
 * dots that climb above the root.
 */
export function normalisePath(raw: string): string | undefined {
  // Most paths need no work.
  if (raw.startsWith('/') && !/[%?#]|\/[/.]/.test(raw)) return raw;
  const segments: string[] = [];
  // The segment being read; a trailing slash leaves it empty.
  let segment = '';
  let index = raw.startsWith('/') ? 1 : 0;
  const close = (): boolean => {
    if (segment === '..') {
      if (segments.pop() === undefined) return false;
    } else if (segment !== '.' && segment !== '') segments.push(segment);
    segment = '';
    return true;
  };
  for (; index < raw.length; index++) {
    let char = raw.charAt(index);
    if (char === '?' || char === '#') break;
    if (char === '%') {
      const digits = raw.slice(index + 1, index + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) return undefined;
      const code = Number.parseInt(digits, 16);
      if (code === 0) return undefined;
      char = String.fromCharCode(code);
      index += 2;
    }
    if (char !== '/') segment += char;
    else if (!close()) return undefined;
  }
  const open = segment !== '' && segment !== '.' && segment !== '..';
  if (!close()) return undefined;
  return `/${segments.join('/')}${open || segments.length === 0 ? '' : '/'}`;
}

/**
 * Bytes (one character each) read as UTF-8. Bytes that are no UTF-8 become lone low surrogates (U+DC80 + byte - 0x80),
 * so that different byte strings stay different.
 */
export function textOfBytes(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return bytes.replace(
    /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g,
    (part) => {
      if (part.length > 1) {
        try {
          return strict.decode(Uint8Array.from(part, (char) => char.charCodeAt(0)));
        } catch {
          // Overlong forms and surrogates: no UTF-8, kept byte by byte below.
        }
      }
      return Array.from(part, (char) => String.fromCharCode(0xdc00 + char.charCodeAt(0))).join('');
    },
  );
}

/** Text as bytes, one character each. */
export const bytesOfText = (text: string): string =>
  /[\u0080-\uffff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
