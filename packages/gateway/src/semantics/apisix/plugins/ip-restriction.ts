import { addressMatcher } from '../lua/address.ts';
import { numberOf, textOf, textsOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** Lets addresses in or keeps them out (plugins/ip-restriction/init.lua). */
export const ipRestriction: Plugin = {
  name: 'ip-restriction',
  priority: 3000,
  compile(conf) {
    const black = conf['blacklist'] === undefined ? undefined : addressMatcher(textsOf(conf['blacklist']));
    const white = conf['whitelist'] === undefined ? undefined : addressMatcher(textsOf(conf['whitelist']));
    const exit = {
      status: numberOf(conf['response_code']) ?? 403,
      body: { message: textOf(conf['message']) ?? 'Your IP address is not allowed' },
    };
    return {
      access({ exchange }) {
        const blocked = white === undefined ? black?.(exchange.address) === true : !white(exchange.address);
        return blocked ? exit : undefined;
      },
    };
  },
};
