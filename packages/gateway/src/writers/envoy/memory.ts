/** Remembers what costly pure functions gave; estates ask the same question for many routes. */
export function remembering<T>(most = 5000): (key: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (key, make) => {
    // A value may be undefined, so only the key says whether it is known.
    if (known.has(key)) return known.get(key) as T;
    const made = make();
    if (known.size >= most) known.clear();
    known.set(key, made);
    return made;
  };
}
