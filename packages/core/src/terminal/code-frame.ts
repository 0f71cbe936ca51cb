/** A line of a user's file with a mark below the place that is meant. */
import { truncate, width } from './width.ts';

/** Of a longer line only the part around the caret is looked at: expressions run out of stack on millions of characters. */
const longest = 4000;

function around(text: string, column: number): { readonly text: string; readonly column: number } {
  if (text.length <= longest) return { text, column };
  let offset = 0;
  for (let at = 1; at < column; at += 1) offset += (text.codePointAt(offset) ?? 0) > 0xff_ff ? 2 : 1;
  const begin = Math.max(0, offset - longest / 2);
  const before = Array.from(text.slice(begin, offset)).length;
  return { text: text.slice(begin, offset + longest / 2), column: before + 1 };
}

/**
 * The line before, the line, and a caret below the column (both from 1, the column in characters). Long lines are cut to
 * the part around the caret. Nothing when the file has no such line.
 */
export function codeFrame(source: string, line: number, place: number, columns = 100): string[] {
  const all = source.split(/\r\n?|\n/);
  const whole = all[line - 1];
  if (whole === undefined) return [];
  const { text, column } = around(whole, place);
  // A caret far to the right would be cut off: the frame then begins shortly before it.
  const first = column > columns - 20 ? column - 20 : 0;
  const safe = Array.from(visible(text));
  const shown = safe.slice(first).join('');
  const before = safe.slice(first, column - 1).join('');
  const margin = String(line).length;
  const row = (number: string, content: string): string => `${number.padStart(margin)} | ${content}`.trimEnd();
  const frame = [row(String(line), truncate(shown, columns)), row('', `${' '.repeat(width(before))}^`)];
  const previous = all[line - 2];
  return previous === undefined || previous.trim() === '' || first > 0
    ? frame
    : [row(String(line - 1), truncate(visible(previous.slice(0, longest)), columns)), ...frame];
}

// oxlint-disable-next-line no-control-regex -- control characters are what it replaces
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** The value of a key that usually holds a secret, and anything as long as a key in base64. */
const secret =
  /(?<=(?:key|secret|passw(?:or)?d|token|private|credentials?|authorization|cookie)["']?\s*[:=]\s*["']?)[^\s"',{}[\]][^"',{}[\]]*|[A-Za-z0-9+/=_-]{32,}/gi;

/**
 * A file's text must not move the cursor or change colours, and errors end up in logs: control characters become the
 * replacement character, secrets become asterisks. Columns stay what they are.
 */
const visible = (text: string): string =>
  text
    .replaceAll('\t', ' ')
    .replace(control, '\ufffd')
    .replace(secret, (value) => '*'.repeat(Array.from(value).length));
