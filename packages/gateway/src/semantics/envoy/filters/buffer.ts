import { flag, number, tableOrEmpty } from '../data.ts';
import type { FilterKind } from './filter.ts';

/** `envoy.filters.http.buffer`: a body that is too large is refused; one that fits gets its length as a header. */
export const buffer: FilterKind = {
  type: 'envoy.extensions.filters.http.buffer.v3.Buffer',
  create(config) {
    return (levels) => {
      const level = levels.at(-1) ?? {};
      if (flag(level, 'disabled') === true) return undefined;
      const most =
        number(tableOrEmpty(level, 'buffer'), 'max_request_bytes') ?? number(config, 'max_request_bytes') ?? 0;
      return {
        decode(stream) {
          if (stream.body === undefined || stream.body === '') return undefined;
          const size = Buffer.byteLength(stream.body);
          if (size > most) return { status: 413, body: 'Payload Too Large', details: 'request_payload_too_large' };
          if (!stream.headers.has('content-length')) stream.headers.set('content-length', String(size));
          return undefined;
        },
      };
    };
  },
};
