import { read } from '../context.ts';
import { pattern } from '../lua/pattern.ts';
import { numberOf, textOf, textsOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** Patterns over the normalised path with its query, searched anywhere (plugins/uri-blocker.lua). */
export const uriBlocker: Plugin = {
  name: 'uri-blocker',
  priority: 2900,
  compile(conf) {
    const rules = pattern(textsOf(conf['block_rules']).join('|'), conf['case_insensitive'] === true);
    const message = textOf(conf['rejected_msg']);
    const status = numberOf(conf['rejected_code']) ?? 403;
    const exit = message === undefined ? { status } : { status, body: { error_msg: message } };
    return {
      rewrite(context) {
        const uri = read(context, 'request_uri');
        return typeof uri === 'string' && rules?.test(uri) === true ? exit : undefined;
      },
    };
  },
};
