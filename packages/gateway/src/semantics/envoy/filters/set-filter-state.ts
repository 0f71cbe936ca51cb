import { flag, tableOrEmpty, tables, text } from '../data.ts';
import { bodyFormat } from '../routing/direct.ts';
import type { FilterKind } from './filter.ts';

/** `envoy.filters.http.set_filter_state`: texts under their keys; an empty one is skipped where the filter says so. */
export const setFilterState: FilterKind = {
  type: 'envoy.extensions.filters.http.set_filter_state.v3.Config',
  create(config) {
    const values = tables(config, 'on_request_headers').map((one) => ({
      key: text(one, 'object_key') ?? '',
      value: bodyFormat(tableOrEmpty(one, 'format_string')),
      skips: flag(one, 'skip_if_empty') === true,
    }));
    return () => ({
      decode(stream) {
        for (const { key, value, skips } of values) {
          if (value === undefined) {
            stream.notCovered(`filter state ${key}`);
            continue;
          }
          const made = value(stream);
          if (made === '' && skips) continue;
          stream.filterState ??= new Map();
          stream.filterState.set(key, made);
        }
        return undefined;
      },
    });
  },
};
