import { withHeader } from '../edit.ts';
import { asking, type Kind } from './witness.ts';

/** Bodies that are judged, in JSON and as a form; sizes at the limit and a byte above it. */
export const bodies: Kind = {
  name: 'bodies',
  *make({ site, base }) {
    const [method = 'POST'] = site.methods.filter((one) => one !== 'GET' && one !== 'HEAD');
    const typed = withHeader({ ...base, method }, 'content-type', 'application/json');
    for (const body of site.bodies) {
      yield asking({ ...typed, body });
      yield asking({ ...withHeader(typed, 'content-type', 'application/x-www-form-urlencoded'), body });
    }
    for (const size of site.sizes)
      for (const length of [size, size + 1])
        if (length <= 1_000_000) yield asking({ ...typed, body: 'x'.repeat(length) });
  },
};
