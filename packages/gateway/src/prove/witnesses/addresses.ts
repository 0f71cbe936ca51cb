import { asking, type Kind } from './witness.ts';
import { edgesOf } from './ranges.ts';
import { withHeader } from '../edit.ts';

/** First and last address of each range, the ones just outside, and others' claims to come from inside. */
export const addresses: Kind = {
  name: 'addresses',
  *make({ site, base }) {
    for (const range of site.addresses.slice(0, 20)) {
      const { inside, outside } = edgesOf(range);
      for (const client_ip of [...inside, ...outside, '127.0.0.1', '198.51.100.9', '2001:db8::9'])
        yield asking({ ...base, client_ip });
      const [claimed] = inside;
      const [other = '198.51.100.9'] = outside;
      if (claimed !== undefined)
        for (const client_ip of [other, '127.0.0.1'])
          for (const name of ['x-forwarded-for', 'x-real-ip'])
            yield asking(withHeader({ ...base, client_ip }, name, claimed));
    }
  },
};
