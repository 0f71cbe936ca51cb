import type { Kind } from './witness.ts';

/** Limits are told apart by sequences: up to the limit, one more, another client, and one when the window is over. */
export const bursts: Kind = {
  name: 'bursts',
  *make({ site, base }) {
    for (const { count, seconds } of site.limits) {
      const request = { ...base };
      const other = { ...base, client_ip: '198.51.100.77' };
      yield {
        steps: [{ request, repeat: count }, { request }, { request: other }, { request, pause: (seconds + 1) * 1000 }],
      };
    }
  },
};
