import { setRequestHeader } from '../context.ts';
import { luaText, tableOf, textOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** Labels of the consumer as request headers (plugins/attach-consumer-label.lua); a client's own copies never pass. */
export const attachConsumerLabel: Plugin = {
  name: 'attach-consumer-label',
  priority: 2399,
  compile(conf) {
    const headers = Object.entries(tableOf(conf['headers']) ?? {});
    return {
      beforeProxy(context) {
        for (const [name, written] of headers) {
          const label = context.consumer?.labels?.[textOf(written)?.slice(1) ?? ''];
          setRequestHeader(context, name, label === undefined ? undefined : luaText(label));
        }
        return undefined;
      },
    };
  },
};
