import { textOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';
import { disk } from './proxy-cache-disk.ts';
import { settingsOf } from './proxy-cache-entries.ts';
import { memory } from './proxy-cache-memory.ts';

/**
 * Answers from earlier ones (plugins/proxy-cache/init.lua). Two strategies that differ in what they show: `memory` is Lua,
 * `disk` is nginx's own cache. A consumer has entries of its own unless `consumer_isolation` is off.
 */
export const proxyCache: Plugin = {
  name: 'proxy-cache',
  priority: 1085,
  compile(conf) {
    const settings = settingsOf(conf);
    return textOf(conf['cache_strategy']) === 'memory' ? memory(settings) : disk(settings);
  },
};
