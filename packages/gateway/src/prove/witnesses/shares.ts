import type { Kind } from './witness.ts';

/** Where chance decides: the same request under every tenth of it, so that weights show. */
export const shares: Kind = {
  name: 'shares',
  *make({ site, bases }) {
    if (site.shared) for (const request of bases.slice(0, 3)) yield { steps: [{ request }], chances: 100 };
  },
};
