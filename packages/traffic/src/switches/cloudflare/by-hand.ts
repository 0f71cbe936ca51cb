import { ok } from '@banyan/core/result.ts';
import { z } from 'zod';
import type { ByHandKind } from '../by-hand.ts';
import { openBalancers } from './api.ts';
import { addCloudflareSplit, balancerCalls, cloudflareSwitch, removeCloudflareSplit } from './cloudflare-switch.ts';
import { CloudflareSplit } from './model.ts';

const Settings = CloudflareSplit.omit({ migration: true })
  .extend({ endpoint: z.url().optional().describe('Another address of the API, for tries') })
  .describe("Weights of pools of Cloudflare's load balancers; the token is CLOUDFLARE_API_TOKEN of the environment");

export const cloudflare: ByHandKind = {
  settings: Settings,
  async open(settings, migration) {
    const { endpoint, ...rest } = Settings.parse(settings);
    const definition = { migration, ...rest };
    const api = await openBalancers(rest.zone, endpoint === undefined ? {} : { baseURL: endpoint });
    return ok({
      switch: cloudflareSwitch(definition, api),
      calls: (what, signal) => balancerCalls(definition, api, what, signal),
      prepare: (signal) => addCloudflareSplit(definition, api, signal),
      remove: (signal) => removeCloudflareSplit(definition, api, signal),
    });
  },
};
