import { ok } from '@banyan/core/result.ts';
import { z } from 'zod';
import type { ByHandKind } from '../by-hand.ts';
import { openZone } from './api.ts';
import { Route53Split } from './model.ts';
import { conversionCalls, makeCalls, returnCalls, writeCalls } from './prepare.ts';
import { route53Switch } from './route53-switch.ts';

const Settings = Route53Split.omit({ migration: true })
  .extend({ endpoint: z.url().optional().describe('Another address of the API, for tries') })
  .describe('Weighted records of Route 53; credentials are found as the AWS tools find them');

export const route53: ByHandKind = {
  settings: Settings,
  async open(settings, migration) {
    const { endpoint, ...rest } = Settings.parse(settings);
    const definition = { migration, ...rest };
    const zone = await openZone(rest.zone, endpoint === undefined ? {} : { endpoint });
    const now = (): string => new Date().toISOString();
    return ok({
      switch: route53Switch(definition, { zone }),
      calls: (what, signal) =>
        what === 'first'
          ? conversionCalls(definition, zone, now(), signal)
          : writeCalls(definition, what, zone, now(), signal),
      prepare: async (signal) => {
        const calls = await conversionCalls(definition, zone, now(), signal);
        return calls.ok ? makeCalls(calls.value, zone, signal) : calls;
      },
      remove: async (signal) => {
        const calls = await returnCalls(definition, zone, signal);
        return calls.ok ? makeCalls(calls.value, zone, signal) : calls;
      },
    });
  },
};
