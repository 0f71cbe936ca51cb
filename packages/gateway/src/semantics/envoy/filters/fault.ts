import { type Data, number, table, tableOrEmpty, tables } from '../data.ts';
import { headerMatches } from '../routing/header-match.ts';
import { share } from '../routing/match.ts';
import type { FilterKind } from './filter.ts';

/** `envoy.filters.http.fault`: an abort ends the request; a delay changes no answer. */
export const fault: FilterKind = {
  type: 'envoy.extensions.filters.http.fault.v3.HTTPFault',
  create(config) {
    return (levels) => {
      const own = levels.at(-1) ?? config;
      const abort = table(own, 'abort');
      if (abort === undefined) return undefined;
      const matches = headerMatches(tables(own, 'headers')) ?? [];
      const fixed = number(abort, 'http_status');
      const byHeader = table(abort, 'header_abort') !== undefined;
      const part = portion(abort);
      return {
        decode(stream) {
          const { headers, surroundings } = stream;
          if (!matches.every((one) => one(headers))) return undefined;
          const asked = byHeader ? Number(headers.first('x-envoy-fault-abort-request') ?? Number.NaN) : fixed;
          if (asked === undefined && table(own, 'abort') !== undefined) stream.notCovered('fault.abort');
          if (asked === undefined || !(asked >= 200 && asked < 600)) return undefined;
          if (part < 1 && surroundings.random() >= part) return undefined;
          return { status: asked, body: 'fault filter abort', details: 'fault_filter_abort', flags: ['FI'] };
        },
      };
    };
  },
};

function portion(abort: Data): number {
  const percentage = table(abort, 'percentage');
  return percentage === undefined ? 0 : share(tableOrEmpty(abort, 'percentage'));
}
