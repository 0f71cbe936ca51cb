import { type Data, tableOrEmpty, text } from '../data.ts';
import type { FilterKind } from './filter.ts';

/** Filters that change neither the decision nor what arrives, unless the client asks for it. */
export const grpcStats: FilterKind = {
  type: 'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig',
  create: () => () => undefined,
};

/** `envoy.filters.http.compressor`: bodies are played uncompressed; what else changes is not modelled. */
export const compressor: FilterKind = {
  type: 'envoy.extensions.filters.http.compressor.v3.Compressor',
  create(config) {
    const coding = /gzip|brotli|zstd/.exec(text(library(config), 'name') ?? '')?.[0] ?? '';
    return () => ({
      encode(stream) {
        const accepted = stream.headers.first('accept-encoding') ?? '';
        if (accepted.includes(coding === 'brotli' ? 'br' : coding) || accepted.includes('*'))
          stream.notCovered('compressor');
      },
    });
  },
};

const library = (config: Data): Data => tableOrEmpty(config, 'compressor_library');
