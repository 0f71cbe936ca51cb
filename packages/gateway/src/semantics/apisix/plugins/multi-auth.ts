import { listOf, tableOf } from '../lua/value.ts';
import { basicAuth } from './basic-auth.ts';
import { hmacAuth } from './hmac-auth.ts';
import { jwtAuth } from './jwt-auth.ts';
import { keyAuth } from './key-auth.ts';
import type { Plugin, Step } from './plugin.ts';

const known = new Map([keyAuth, basicAuth, jwtAuth, hmacAuth].map((plugin) => [plugin.name, plugin]));

/**
 * One authentication after another until one succeeds (plugins/multi-auth.lua). What the failed ones left behind, a
 * challenge above all, stays.
 */
export const multiAuth: Plugin = {
  name: 'multi-auth',
  priority: 2600,
  auth: true,
  compile(conf, home) {
    const steps = listOf(conf['auth_plugins']).flatMap((one) =>
      Object.entries(tableOf(one) ?? {}).map(([name, value]): Step => {
        const plugin = known.get(name);
        const step = plugin?.compile(tableOf(value) ?? {}, home).rewrite;
        if (step !== undefined) return step;
        return (context) => {
          context.notCovered.add(name);
          return { status: 401 };
        };
      }),
    );
    return {
      rewrite(context) {
        for (const step of steps) if (step(context) === undefined) return undefined;
        return steps.length === 0 ? undefined : { status: 401, body: { message: 'Authorization Failed' } };
      },
    };
  },
};
