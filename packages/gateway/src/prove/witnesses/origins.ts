import { withHeader } from '../edit.ts';
import { asking, type Kind } from './witness.ts';

/** CORS: each origin that is let in, ones that look like it, and the questions that browsers ask first. */
export const origins: Kind = {
  name: 'origins',
  *make({ site, base }) {
    const listed = site.origins.length === 0 ? ['https://app.example'] : site.origins.slice(0, 12);
    for (const origin of listed) {
      for (const value of new Set([
        origin,
        `${origin}.invalid`,
        origin.replace('https:', 'http:'),
        `${origin}:8443`,
        origin.toUpperCase(),
        'https://other.invalid',
        'null',
      ])) {
        const asked = withHeader(base, 'origin', value);
        yield asking(asked);
        const preflight = withHeader({ ...asked, method: 'OPTIONS' }, 'access-control-request-method', 'POST');
        yield asking(preflight);
        yield asking(withHeader(preflight, 'access-control-request-headers', 'x-one,content-type'));
      }
    }
    yield asking({ ...base, method: 'OPTIONS' });
  },
};
