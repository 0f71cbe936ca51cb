/** The Migration document. Its JSON Schema is published for editors, so every field describes itself. */
import { edgeSettings } from '@banyan/traffic/switches/kinds.ts';
import { z } from 'zod';

/** Messages of patterns are names of forms: the catalogue has the words (MIG030). */
const address = z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'address');

/** `250ms`, `30s`, `10m`, `1h`, and sums such as `1h30m`. */
const duration = z
  .string()
  .regex(/^(\d+(ms|s|m|h|d))+$/, 'duration')
  .describe('A time span: 250ms, 30s, 10m, 1h, 1h30m, 2d');

const percent = z
  .string()
  .regex(/^\d+(\.\d+)?\s*%$/, 'percent')
  .describe('A percentage: 1%, 0.5%');

const notKnowing = z.enum(['hold', 'fail']);

const Gates = z
  .strictObject({
    errors: percent.optional().describe('Most that may fail (answers of class 5xx, and none at all). Equal passes.'),
    p95: duration.optional().describe('Highest latency of 95 of 100 requests. Equal passes.'),
    window: duration.optional().describe('How far the gate looks back; the hold time unless said otherwise.'),
    minimumRequests: z.int().min(1).optional().describe('Requests on a side below which nothing is decided.'),
    noData: notKnowing.optional().describe('What no measurement means. It is never a pass.'),
    tooFewRequests: notKnowing.optional().describe('What too few requests mean. It is never a pass.'),
    sourceDown: notKnowing.optional().describe('What a counter that does not answer means. It is never a pass.'),
  })
  .describe('What must hold on both sides while a share is held');

const Stage = z.strictObject({
  share: z.number().gt(0).max(100).describe('Percent of the requests that go to the new gateway'),
  hold: duration.optional().describe('How long the share is held before the next'),
  gates: Gates.optional(),
  approval: z.enum(['required', 'none']).optional().describe('Whether a human must agree before this share is written'),
});

const Selector = z.union([
  z.string().min(1).describe('Id of a route of the source'),
  z.strictObject({
    host: z.string().optional().describe('Routes that have this host, e.g. api.voice.example or *.voice.example'),
    path: z.string().optional().describe('Routes whose path is this, or below it with /* at the end'),
  }),
]);

const Phase = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'name')
    .describe('Unique in the migration'),
  routes: z.array(Selector).min(1).describe('Which routes move in this phase: their ids, or hosts and paths'),
  stages: z
    .array(Stage)
    .min(1)
    .optional()
    .describe('Shares in rising order; 10, 25, 50, 75 and 100 unless said otherwise'),
});

const Source = z.strictObject({
  apisix: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe('The APISIX standalone file (apisix.yaml), relative to this document; config.yaml beside it is read too'),
  address: address.optional().describe('Where the old gateway serves; leave it out with `emulate: true`'),
  grpcAddress: address
    .optional()
    .describe('Where the old gateway serves gRPC (HTTP/2 without TLS), if that is a listener of its own'),
  metrics: z
    .url()
    .optional()
    .describe("The old gateway's Prometheus metrics, e.g. http://127.0.0.1:9091/apisix/prometheus/metrics"),
  emulate: z.boolean().optional().describe('Start the emulated old gateway, to try a migration without APISIX'),
});

export const MigrationDocument = z
  .strictObject({
    apiVersion: z.literal('banyan.dev/v1alpha1'),
    kind: z.literal('Migration'),
    metadata: z.strictObject({
      name: z
        .string()
        .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'name')
        .describe('The name by which the migration is known'),
    }),
    spec: z.strictObject({
      source: Source,
      target: z.strictObject({
        envoy: z
          .strictObject({
            listen: address
              .optional()
              .describe('Where the new gateway listens; a free port of loopback unless said otherwise'),
          })
          .describe('A new gateway on Envoy, on this machine'),
      }),
      edge: z.strictObject({
        listen: address.describe('Where clients come in: the edge in front of old and new'),
        grpcListen: address
          .optional()
          .describe('Where gRPC clients come in (HTTP/2 without TLS), if that is a listener of its own'),
        ...edgeSettings,
      }),
      mode: z.literal('gradual').optional().describe('How traffic moves'),
      phases: z.array(Phase).min(1),
      defaults: z
        .strictObject({
          hold: duration.optional(),
          gates: Gates.optional(),
          approval: z.enum(['required', 'none']).optional(),
        })
        .optional()
        .describe('What stages say that say nothing themselves'),
    }),
  })
  .meta({ title: 'Migration', description: 'Moves a gateway to another one, one reversible step at a time' });

export type MigrationDocument = z.output<typeof MigrationDocument>;
export type DocumentGates = z.output<typeof Gates>;
export type DocumentStage = z.output<typeof Stage>;
export type DocumentSelector = z.output<typeof Selector>;

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration that the schema has accepted. */
export function durationOf(text: string): number {
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    sum += Number(amount) * (milliseconds[unit ?? ''] ?? 0);
  return sum;
}

/** Ratio of a percentage that the schema has accepted. */
export const ratioOf = (text: string): number => Number.parseFloat(text) / 100;
