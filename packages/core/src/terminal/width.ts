/** How many columns text takes on a terminal: Chinese characters take two, colour codes none (Unicode UAX #11). */
import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

/** Only printable ASCII: as wide as it is long. */
const simple = /^[\x20-\x7e]*$/;
// oxlint-disable-next-line no-control-regex -- colour codes begin with ESC
const colourCode = /(\u001b\[[0-9;]*m)/;
/** Marks and signs that take no column of their own. */
const invisible = /^[\p{Mark}\p{Control}\p{Format}]/u;
const segmenter = new Intl.Segmenter();

/** Columns of a line. Characters of ambiguous width count as one, as terminals in UTF-8 show them. */
export function width(text: string): number {
  if (simple.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text))) columns += columnsOf(segment);
  return columns;
}

/** A character as readers see it takes the columns of its first code point; VS16 asks for a picture, which takes two. */
function columnsOf(segment: string): number {
  if (invisible.test(segment)) return 0;
  return segment.includes('\ufe0f') ? 2 : eastAsianWidth(segment.codePointAt(0) ?? 0);
}

/** Blanks on the right, up to so many columns. */
export const padEnd = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

/** Blanks on the left, up to so many columns. */
export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - width(text))) + text;

/** At most so many columns; what is cut ends with an ellipsis. Colour codes are kept, so that colours end where they should. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  let used = 0;
  let full = false;
  for (const part of text.split(colourCode)) {
    if (colourCode.test(part)) kept += part;
    else if (!full) {
      for (const { segment } of segmenter.segment(part)) {
        const wide = columnsOf(segment);
        if (used + wide > columns - 1) {
          full = true;
          kept += columns < 1 ? '' : '…';
          break;
        }
        kept += segment;
        used += wide;
      }
    }
  }
  return kept;
}
