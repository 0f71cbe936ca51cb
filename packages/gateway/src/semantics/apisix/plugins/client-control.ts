import { numberOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** Refuses bodies beyond a size, before anything else (plugins/client-control.lua). */
export const clientControl: Plugin = {
  name: 'client-control',
  priority: 22_000,
  compile(conf) {
    const limit = numberOf(conf['max_body_size']) ?? 0;
    return {
      rewrite: ({ exchange }) => (limit > 0 && (exchange.body?.length ?? 0) > limit ? { status: 413 } : undefined),
    };
  },
};
