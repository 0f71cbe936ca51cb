/** Redraws a block of lines in place, without flicker: each line is overwritten, then what is left below is cleared. */
import { truncate } from '@banyan/core/terminal/width.ts';
import type { Output } from '../frame/world.ts';

export interface Screen {
  draw(lines: readonly string[]): void;
  /** Shows the cursor again; the last block stays. */
  end(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const clearLine = '\u001b[K';
const clearBelow = '\u001b[J';

export function createScreen(output: Output): Screen {
  let drawn = 0;
  let before = '';
  return {
    draw(lines) {
      // What does not fit could not be overwritten: the cursor does not go above the first row.
      const shown = lines.slice(0, output.rows - 1).map((line) => truncate(line, output.columns));
      const block = shown.map((line) => `${line}${clearLine}\n`).join('');
      if (block === before) return;
      output.write(`${before === '' ? hideCursor : ''}${drawn === 0 ? '' : `\u001b[${drawn}A`}\r${block}${clearBelow}`);
      drawn = shown.length;
      before = block;
    },
    end: () => {
      if (before !== '') output.write(showCursor);
    },
  };
}
