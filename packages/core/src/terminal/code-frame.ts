/** A line of a user's file with a mark below the place that is meant. */
import { truncate, width } from './width.ts';

/**
 * The line before, the line, and a caret below the column (both from 1, the column in characters). Long lines are cut to
 * the part around the caret. Nothing when the file has no such line.
 */
export function codeFrame(source: string, line: number, column: number, columns = 100): string[] {
  const all = source.split(/\r\n?|\n/);
  const text = all[line - 1];
  if (text === undefined) return [];
  const characters = Array.from(text);
  // A caret far to the right would be cut off: the frame then begins shortly before it.
  const first = column > columns - 20 ? column - 20 : 0;
  const shown = visible(characters.slice(first).join(''));
  const before = visible(characters.slice(first, column - 1).join(''));
  const margin = String(line).length;
  const row = (number: string, content: string): string => `${number.padStart(margin)} | ${content}`.trimEnd();
  const frame = [row(String(line), truncate(shown, columns)), row('', `${' '.repeat(width(before))}^`)];
  const previous = all[line - 2];
  return previous === undefined || previous.trim() === '' || first > 0
    ? frame
    : [row(String(line - 1), truncate(visible(previous), columns)), ...frame];
}

// oxlint-disable-next-line no-control-regex -- control characters are what it replaces
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A file's text must not move the cursor or change colours: control characters become the replacement character. */
const visible = (text: string): string => text.replaceAll('\t', ' ').replace(control, '\ufffd');
