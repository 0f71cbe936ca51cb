/** Results that are asked for again and again: large sources say the same thousands of times. */

/** Longer texts are seldom said twice, and would keep a source in memory. */
const longest = 4096;

/** A pure function of a text that remembers its first results, `most` of them; longer texts are made anew each time. */
export function remembering<V>(make: (text: string) => V, most = 10_000): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (made !== undefined && known.size < most && text.length <= longest) known.set(text, made);
    return made;
  };
}
