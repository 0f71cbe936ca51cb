import type { Plugin } from './plugin.ts';

/** Counts requests; no answer changes. The route's copy is preferred to that of a global rule. */
export const prometheus: Plugin = { name: 'prometheus', priority: 500, prefersRoute: true, compile: () => ({}) };
