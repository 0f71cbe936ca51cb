import { carrying } from '../edit.ts';
import { asking, type Kind } from './witness.ts';

/** Each condition on a header, an argument or a cookie: true, false, absent, empty, repeated; alone and with the others unmet. */
export const conditions: Kind = {
  name: 'conditions',
  *make({ site, bases }) {
    for (const base of bases.slice(0, 3)) {
      for (const { carrier, accepted, refused } of site.tests) {
        for (const value of new Set([...accepted, ...refused, '', 'other']))
          yield asking(carrying(base, carrier, value));
        yield asking(carrying(base, carrier, undefined));
        const [value] = accepted;
        // Some gateways read an underscore as a dash.
        if (carrier.on === 'header' && carrier.name.includes('-'))
          yield asking(
            carrying(
              carrying(base, carrier, undefined),
              { on: 'header', name: carrier.name.replaceAll('-', '_') },
              value,
            ),
          );
        if (carrier.on === 'header' && value !== undefined) {
          yield asking({ ...base, headers: { ...base.headers, [carrier.name]: [value, 'other'] } });
          yield asking({ ...base, headers: { ...base.headers, [carrier.name]: ['other', value] } });
        }
      }
      // None of them.
      yield asking(site.tests.reduce((request, { carrier }) => carrying(request, carrier, undefined), base));
      // Pairs: one met, one not.
      for (const one of site.tests.slice(0, 6))
        for (const other of site.tests.slice(0, 6))
          if (one !== other)
            yield asking(carrying(carrying(base, one.carrier, undefined), other.carrier, other.refused[0] ?? 'other'));
    }
  },
};
