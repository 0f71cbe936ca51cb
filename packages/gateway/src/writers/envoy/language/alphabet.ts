/** How a byte of a value is written where Envoy looks at it. */

export interface Alphabet {
  readonly name: string;
  /** The bytes that may stand for this one; empty when it never stands there as itself. */
  raw(byte: number): readonly number[];
  /** Whether `%XX` may stand for it. */
  escaped(byte: number): boolean;
  /** A class of RE2 for any one character of the written form. */
  readonly any: string;
}

const is = (pattern: RegExp, byte: number): boolean => byte < 128 && pattern.test(String.fromCharCode(byte));
const never = (): boolean => false;

/** A header value: as it is. */
export const plain: Alphabet = { name: 'plain', raw: (byte) => [byte], escaped: never, any: '\\C' };

/** A host: compared in lower case, sent in any. */
export const host: Alphabet = {
  name: 'host',
  raw: (byte) => {
    if (is(/[A-Z]/, byte)) return [];
    return is(/[a-z]/, byte) ? [byte, byte - 32] : [byte];
  },
  escaped: never,
  any: '\\C',
};

/**
 * A path after Envoy's normalisation (observed, Envoy 1.39.3): escapes of unreserved characters and of the slash are
 * undone, `"<>^`{|}` are escaped, all other escapes stay as sent. A backslash becomes a slash, unless Lua makes the path.
 */
export const path: Alphabet = {
  name: 'path',
  raw: (byte) => (is(/[A-Za-z0-9._~\-/!$&'()*+,;=:@[\]]/, byte) ? [byte] : []),
  escaped: (byte) => !is(/[A-Za-z0-9._~\-/]/, byte) && byte !== 0,
  any: '[^?#]',
};

const inQuery = (byte: number): boolean => byte > 32 && byte < 127 && !is(/[&%#+]/, byte);

/** The value of a parameter in the raw query: a blank is `+` or `%20`, everything may be escaped. */
export const parameterValue: Alphabet = {
  name: 'parameterValue',
  raw: (byte) => {
    if (byte === 0x20) return [0x2b];
    return inQuery(byte) ? [byte] : [];
  },
  escaped: () => true,
  any: '[^&]',
};

/** The name of a parameter: as the value, but `=` ends it. */
export const parameterName: Alphabet = {
  ...parameterValue,
  name: 'parameterName',
  raw: (byte) => (byte === 0x3d ? [] : parameterValue.raw(byte)),
  any: '[^&=]',
};

/** The value of a cookie: as it is, up to the semicolon. */
export const cookieValue: Alphabet = {
  name: 'cookieValue',
  raw: (byte) => (byte === 0x3b ? [] : [byte]),
  escaped: never,
  any: '[^;]',
};
