/** Where a quote or bracket was opened that is still open at a place. The parser tells only where it gave up. */

/** Whether a quote here begins a value: something that separates values stands before it. */
const begins = (text: string, at: number): boolean =>
  at === 0 || /[\s,[{]/.test(text.charAt(at - 1)) || (text.charAt(at - 1) === ':' && at > 1);

/** Whether a quote opened at the place has an end before the other. */
function ends(text: string, at: number, to: number): boolean {
  const mark = text.charAt(at);
  for (let next = at + 1; next < to; next += 1) {
    const character = text.charAt(next);
    if (mark === '"' && character === '\\') next += 1;
    else if (character === mark) {
      if (mark === '"' || text.charAt(next + 1) !== mark) return true;
      next += 1;
    }
  }
  return false;
}

/** The last quote of a kind before the place that begins a value, unless it ends. */
function quoteBefore(text: string, to: number, mark: string): number | undefined {
  let at = to;
  while (at > 0) {
    at = text.lastIndexOf(mark, at - 1);
    if (at >= 0 && begins(text, at)) return ends(text, at, to) ? undefined : at;
  }
  return undefined;
}

/** The last bracket before the place that has no partner; quoted text is not told apart. */
function bracketBefore(text: string, to: number): number | undefined {
  let closed = 0;
  for (let at = to - 1; at >= 0; at -= 1) {
    const character = text.charAt(at);
    if (character === ']' || character === '}') closed += 1;
    else if (character === '[' || character === '{') {
      if (closed === 0) return at;
      closed -= 1;
    }
  }
  return undefined;
}

/** Offset of what is still open at an offset. */
export function openedBefore(text: string, offset: number): number | undefined {
  return quoteBefore(text, offset, '"') ?? quoteBefore(text, offset, "'") ?? bracketBefore(text, offset);
}
