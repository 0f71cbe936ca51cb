/** Breaking text into lines: at blanks, and between Chinese characters, which are written without any. */
import { width } from './width.ts';

/** Punctuation that may not begin a line (GB/T 15834-2011, section 5). */
const closing = /[，。、；：？！）》」』”’…]/;
/** Punctuation that may not end a line. */
const opening = /[（《「『“‘]/;
const wide = /[\p{Script=Han}\u3000-\u303f\uff00-\uff60]|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uff60]+|\s+/gu;

/** Pieces between which a line may break. */
function pieces(paragraph: string): string[] {
  const parts: string[] = [];
  for (const [piece] of paragraph.matchAll(wide)) {
    const before = parts.at(-1);
    const glued =
      before !== undefined && (closing.test(piece.charAt(0)) || opening.test(before.charAt(before.length - 1)));
    if (glued && before.trim() !== '') parts[parts.length - 1] = before + piece;
    else parts.push(piece);
  }
  return parts;
}

/** Lines of at most so many columns; a word that is longer stays whole. Line feeds in the text are kept. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const piece of pieces(paragraph)) {
      if (line !== '' && width(line) + width(piece.trimEnd()) > columns) {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      } else line += piece;
    }
    return [...lines, line.trimEnd()];
  });
}
