import { asking, type Kind } from './witness.ts';

const usual = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE', 'REPORT'] as const;

/** Every method, allowed or not. */
export const methods: Kind = {
  name: 'methods',
  *make({ site, bases }) {
    for (const base of bases.slice(0, 4))
      for (const method of new Set([...usual, ...site.methods])) {
        yield asking({ ...base, method });
        if (['POST', 'PUT', 'PATCH'].includes(method) && base.body === undefined)
          yield asking({ ...base, method, body: 'a=1' });
      }
  },
};
