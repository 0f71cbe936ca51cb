import { read } from '../context.ts';
import { isList, textOf, textsOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

const uri = /^(?:(https?):)?\/\/((?:[^[\]:/?]+)|(?:\[.+\]))(?::(\d+))?([^?]*)\??(.*)/;

/** Hosts of the Referer, exact or with a leading star (plugins/referer-restriction.lua). A malformed one is none. */
export const refererRestriction: Plugin = {
  name: 'referer-restriction',
  priority: 2990,
  compile(conf) {
    const allow = isList(conf['whitelist']);
    const hosts = textsOf(conf[allow ? 'whitelist' : 'blacklist']);
    const listed = (host: string): boolean =>
      hosts.some((one) => (one.startsWith('*') ? host.endsWith(one.slice(1)) : one === host));
    const exit = { status: 403, body: { message: textOf(conf['message']) ?? 'Your referer host is not allowed' } };
    return {
      access(context) {
        const referer = read(context, 'http_referer');
        const host = typeof referer === 'string' ? uri.exec(referer)?.[2] : undefined;
        if (host === undefined) return conf['bypass_missing'] === true ? undefined : exit;
        return listed(host) === allow ? undefined : exit;
      },
    };
  },
};
