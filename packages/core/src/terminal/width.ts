/** How many columns text takes on a terminal: Chinese characters take two, colour codes none (Unicode UAX #11). */
import stringWidth from 'string-width';

/** Only printable ASCII: as wide as it is long. */
const simple = /^[\x20-\x7e]*$/;

/** Columns of a line. Characters of ambiguous width count as one, as terminals in UTF-8 show them. */
export const width = (text: string): number => (simple.test(text) ? text.length : stringWidth(text));

/** Blanks on the right, up to so many columns. */
export const padEnd = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

/** Blanks on the left, up to so many columns. */
export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - width(text))) + text;

/** At most so many columns; what is cut ends with an ellipsis. Colour codes are not expected. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (width(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return columns < 1 ? '' : `${kept}…`;
}
