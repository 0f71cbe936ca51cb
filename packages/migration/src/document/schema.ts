/** The Migration document. Its JSON Schema is published for editors, so every field describes itself. */
import { edgeSettings } from '@banyan/traffic/switches/kinds.ts';
import { z } from 'zod';
import { afterDeadline, Calendar, Certainty, deadline, Gates } from './gates.ts';
import { Indicators } from './indicators.ts';
import { duration } from './units.ts';

/** Messages of patterns are names of forms: the catalogue has the words (MIG030). */
const address = z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'address');

const Stage = z.strictObject({
  share: z.number().gt(0).max(100).describe('Percent of the requests that go to the new gateway'),
  hold: duration.optional().describe('How long the share is held before the next'),
  deadline,
  afterDeadline,
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
    .describe('Shares in rising order; 10, 25, 50, 75 and 100 unless said otherwise, 100 alone in a big-bang'),
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
      mode: z
        .enum(['gradual', 'big-bang'])
        .optional()
        .describe(
          'How traffic moves: by rising shares (gradual, unless said otherwise), or each phase as a whole (big-bang)',
        ),
      rehearsal: z
        .enum(['first-stage', 'none'])
        .optional()
        .describe(
          'Whether the first share is taken back once and given again, so that the way back was tried before it is needed',
        ),
      phases: z.array(Phase).min(1),
      defaults: z
        .strictObject({
          hold: duration.optional(),
          deadline,
          afterDeadline,
          gates: Gates.optional(),
          approval: z.enum(['required', 'none']).optional(),
        })
        .optional()
        .describe('What stages say that say nothing themselves'),
      indicators: Indicators.optional(),
      certainty: Certainty.optional(),
      calendar: Calendar.optional(),
    }),
  })
  .meta({ title: 'Migration', description: 'Moves a gateway to another one, one reversible step at a time' });

export type MigrationDocument = z.output<typeof MigrationDocument>;
export type DocumentGates = z.output<typeof Gates>;
export type DocumentStage = z.output<typeof Stage>;
export type DocumentSelector = z.output<typeof Selector>;
