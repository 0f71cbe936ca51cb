/** Changes when what the worker tells the engine of itself may have changed: names and options of its handlers. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Asking a worker takes the engine most of a second, so it is asked only when it says something new. */
export const workerDigest: string = createHash('sha256')
  .update(readFileSync(new URL('./object.ts', import.meta.url)))
  .digest('hex')
  .slice(0, 16);
