import { withHeader } from '../edit.ts';
import { otherwise } from './base.ts';
import { asking, type Kind } from './witness.ts';

const sent: readonly (readonly [name: string, value: string | readonly string[]])[] = [
  ['x-forwarded-for', '198.51.100.1, 10.0.0.1'],
  ['x-real-ip', '198.51.100.1'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-host', 'elsewhere.invalid'],
  ['x-forwarded-port', '1'],
  ['forwarded', 'for=198.51.100.1'],
  ['x-consumer-username', 'somebody'],
  ['x-request-id', 'from-client'],
  ['te', 'trailers'],
  ['x_under_score', '1'],
  ['accept-encoding', 'gzip'],
  ['x-repeated', ['a', 'b']],
  ['cookie', 'a=1; b=2'],
  ['referer', 'https://elsewhere.invalid/'],
  ['range', 'bytes=0-1'],
  ['if-none-match', '"x"'],
];

/** What clients send that gateways write themselves, believe or drop; both schemes; an upgrade. */
export const forwarding: Kind = {
  name: 'forwarding',
  *make({ site, base, names, written }) {
    for (const one of [base, ...otherwise(site).right])
      for (const name of written) yield asking(withHeader(one, name, 'from-client'));
    for (const [name, value] of sent) yield asking(withHeader(base, name, value));
    for (const client_ip of ['127.0.0.1', '10.1.2.3'])
      yield asking(withHeader({ ...base, client_ip }, 'x-forwarded-for', '198.51.100.1'));
    yield asking(withHeader(withHeader(base, 'connection', 'Upgrade'), 'upgrade', 'websocket'));
    const host = base.host ?? '';
    if (names.some((name) => name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)))))
      yield asking({ ...base, scheme: 'https', sni: host });
  },
};
