/** What a Migration document says of where the two sides are measured. */
import { mappingNames } from '@banyan/traffic/indicators/prometheus/mapping.ts';
import { z } from 'zod';

const Side = z.strictObject({
  metrics: z
    .union([
      z.enum(mappingNames),
      z.strictObject({
        requests: z.string().min(1).describe('Counter of all requests; $phase stands for the matchers of a phase'),
        errors: z.string().min(1).describe('Counter of those that failed'),
        latency: z
          .strictObject({
            buckets: z.string().min(1).describe('Buckets of the histogram, with the label le'),
            unit: z.enum(['ms', 's']).describe('Of le'),
          })
          .optional(),
      }),
    ])
    .describe('Whose metrics they are, or selectors of your own, e.g. shop_requests_total{side="old",$phase}'),
  phases: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Label matchers of each phase, e.g. envoy_cluster_name="orders"; of APISIX the ids of its routes unless said otherwise',
    ),
});

export const Indicators = z
  .strictObject({
    prometheus: z.strictObject({
      address: z.url().describe('e.g. http://127.0.0.1:9090'),
      old: Side.optional().describe('Counts the old gateway, in the place of spec.source.metrics'),
      new: Side.optional().describe('Counts the new gateway, in the place of its own statistics'),
    }),
  })
  .describe('Where the gateways are measured, beside the edge');
