/** What is asked, and how often. */
export interface Ask {
  readonly name: string;
  /** Share in the mix, relative to the others. */
  readonly weight: number;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Statuses that are right. */
  readonly expect: readonly number[];
}

/** Spreads the mix evenly and repeatably: always the one that is furthest behind its share. */
export function createTurn(mix: readonly Ask[]): () => Ask {
  const credit = mix.map(() => 0);
  const total = mix.reduce((sum, ask) => sum + ask.weight, 0);
  return () => {
    let best = 0;
    mix.forEach((ask, at) => {
      credit[at] = (credit[at] ?? 0) + ask.weight;
      if ((credit[at] ?? 0) > (credit[best] ?? 0)) best = at;
    });
    credit[best] = (credit[best] ?? 0) - total;
    const [first] = mix;
    const ask = mix[best] ?? first;
    if (ask === undefined) throw new Error('the mix is empty');
    return ask;
  };
}
