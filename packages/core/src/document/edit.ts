/** Changes to a text before it is parsed, and the way back from the changed text to the file. */

/** Replaces `removed` characters at `at` by `inserted`. Offsets are those of the unchanged text, ascending, without overlap. */
export interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const { at, removed, inserted } of edits) {
    parts.push(text.slice(from, at), inserted);
    from = at + removed;
  }
  return parts.join('') + text.slice(from);
}

/** Offset in the unchanged text; inside an insertion it is the place of the change. */
export function originalOffset(edits: readonly Edit[]): (offset: number) => number {
  if (edits.length === 0) return (offset) => offset;
  const starts: number[] = [];
  let shift = 0;
  for (const { at, removed, inserted } of edits) {
    starts.push(at + shift);
    shift += inserted.length - removed;
  }
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const edit = edits[low - 1];
    if (edit === undefined) return offset;
    const past = offset - (starts[low - 1] ?? 0) - edit.inserted.length;
    return past < 0 ? edit.at : edit.at + edit.removed + past;
  };
}
