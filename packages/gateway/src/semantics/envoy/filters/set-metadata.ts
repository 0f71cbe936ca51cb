import { type Data, flag, tableOrEmpty, tables, text } from '../data.ts';
import type { FilterKind } from './filter.ts';

/** `envoy.filters.http.set_metadata`: a namespace that is there already is merged into only where that is allowed. */
export const setMetadata: FilterKind = {
  type: 'envoy.extensions.filters.http.set_metadata.v3.Config',
  create(config) {
    const old = text(config, 'metadata_namespace');
    const entries: readonly Data[] = [...(old === undefined ? [] : [config]), ...tables(config, 'metadata')];
    const values = entries.map((one) => ({
      namespace: text(one, 'metadata_namespace') ?? '',
      value: tableOrEmpty(one, 'value'),
      merges: one === config || flag(one, 'allow_overwrite') === true,
      typed: one['typed_value'] !== undefined,
    }));
    return () => ({
      decode(stream) {
        for (const { namespace, value, merges, typed } of values) {
          if (typed) stream.notCovered('set_metadata.typed_value');
          stream.metadata ??= new Map();
          const before = stream.metadata.get(namespace);
          if (before === undefined || merges) stream.metadata.set(namespace, { ...before, ...value });
        }
        return undefined;
      },
    });
  },
};
