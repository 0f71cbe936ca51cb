/** Columns that stay aligned whatever is written in them. */
import { padEnd, padStart, width } from './width.ts';

export interface TableOptions {
  /** One for each column; the rest are left. */
  readonly align?: readonly ('left' | 'right')[];
  /** Blanks before each line. */
  readonly indent?: number;
  /** Blanks between columns. */
  readonly gap?: number;
}

/** One line for each row; no blanks at the end of a line. */
export function table(rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => width(row[column] ?? ''))),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const columnsWide = widths[column] ?? 0;
      return options.align?.[column] === 'right' ? padStart(cell, columnsWide) : padEnd(cell, columnsWide);
    });
    return (' '.repeat(options.indent ?? 0) + cells.join(' '.repeat(options.gap ?? 2))).trimEnd();
  });
}
