import { pattern } from '../lua/pattern.ts';
import { isList, textOf, textsOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** User agents by pattern (plugins/ua-restriction.lua). Of several headers one on the allowlist is enough. */
export const uaRestriction: Plugin = {
  name: 'ua-restriction',
  priority: 2999,
  compile(conf) {
    const allow = isList(conf['allowlist']);
    const rules = textsOf(conf[allow ? 'allowlist' : 'denylist']).map((rule) => pattern(rule));
    const exit = { status: 403, body: { message: textOf(conf['message']) ?? 'Not allowed' } };
    return {
      access({ exchange }) {
        const agents = exchange.headers.filter((header) => header.lower === 'user-agent');
        if (agents.length === 0) return conf['bypass_missing'] === true ? undefined : exit;
        const listed = agents.map(({ value }) => rules.some((rule) => rule?.test(value.trim()) === true));
        if (allow) return listed.includes(true) ? undefined : exit;
        // With several headers the denylist works the wrong way round: one that is not listed is refused.
        return agents.length === 1
          ? listed[0] === true
            ? exit
            : undefined
          : listed.includes(false)
            ? exit
            : undefined;
      },
    };
  },
};
