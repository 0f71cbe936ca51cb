import { asking, type Kind } from './witness.ts';
import { basesOf } from './base.ts';

/** Each credential valid, broken and missing; and the route with none at all. */
export const credentials: Kind = {
  name: 'credentials',
  *make({ site }) {
    if (site.credentials.length === 0) return;
    const bare = basesOf({ ...site, credentials: [] });
    for (const base of bare.slice(0, 3)) {
      yield asking(base);
      for (const { show, wrong } of site.credentials) {
        yield asking(show(base));
        for (const broken of wrong) yield asking(broken(base));
      }
    }
    // Two at once: which one counts?
    const [base] = bare;
    for (const one of site.credentials.slice(0, 4))
      for (const other of site.credentials.slice(0, 4))
        if (one !== other && base !== undefined) {
          yield asking(other.show(one.show(base)));
          for (const broken of other.wrong.slice(0, 2)) yield asking(broken(one.show(base)));
        }
  },
};
