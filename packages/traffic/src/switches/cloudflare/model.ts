/** What the switch must know of a migration whose gateways are pools of load balancers of Cloudflare. */
import { z } from 'zod';
import { objectName } from '../../kubernetes/record.ts';

export const CloudflareSplit = z.strictObject({
  migration: objectName,
  /** Id of the zone. */
  zone: z.string().min(1),
  /** Whether Cloudflare's proxy answers (the orange cloud), or only its name servers. */
  proxied: z.boolean().default(true),
  /** A phase is what goes by a load balancer of its own, which is a host name. */
  phases: z
    .array(
      z.strictObject({
        name: objectName,
        /** Ids of the load balancer and of the pools of both sides. */
        loadBalancer: z.string().min(1),
        old: z.string().min(1),
        new: z.string().min(1),
      }),
    )
    .min(1),
});

export type CloudflareSplit = z.output<typeof CloudflareSplit>;
export type CloudflareSplitInput = z.input<typeof CloudflareSplit>;
export type CloudflarePhase = CloudflareSplit['phases'][number];
