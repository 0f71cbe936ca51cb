/** Node hands header bytes out as Latin-1 characters; configurations and evaluators speak of text. */

/** Bytes as text in UTF-8; ASCII, nearly always, costs only the look. */
export const textOf = (wire: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are ASCII too
  /^[\u0000-\u007f]*$/.test(wire) ? wire : Buffer.from(wire, 'latin1').toString('utf8');

/** Text as the characters that Node writes as its UTF-8 bytes. */
export const wireOf = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are ASCII too
  /^[\u0000-\u007f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
