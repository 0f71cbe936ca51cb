/** Time as this room sees it; tests may bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after the time, or at once when the signal is given. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
    }),
};

/**
 * Asks again until the answer is defined. undefined when the deadline (milliseconds from now) passed or the signal came.
 */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  options: { readonly within: number; readonly every: number; readonly signal: AbortSignal; readonly clock: Clock },
): Promise<T | undefined> {
  const deadline = options.clock.now() + options.within;
  for (;;) {
    if (options.signal.aborted) return undefined;
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (options.clock.now() >= deadline) return undefined;
    await options.clock.sleep(options.every, options.signal);
  }
}
