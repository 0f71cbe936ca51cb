/** The Split document: one switch that is written by hand (`banyan split`). Its JSON Schema is published for editors. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { type ByHandKind, byHandKinds } from '@banyan/traffic/switches/by-hand.ts';
import { z } from 'zod';
import { nodeAt, readDocument } from './read.ts';

const { istio, gatewayApi, route53, cloudflare } = byHandKinds;

const SplitDocument = z
  .strictObject({
    apiVersion: z.literal('banyan.dev/v1alpha1'),
    kind: z.literal('Split'),
    metadata: z.strictObject({
      name: z
        .string()
        .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'name')
        .describe('The name of the migration to which the split belongs'),
    }),
    spec: z
      .strictObject({
        istio: istio.settings.optional(),
        gatewayApi: gatewayApi.settings.optional(),
        route53: route53.settings.optional(),
        cloudflare: cloudflare.settings.optional(),
      })
      .describe('What divides the traffic: exactly one of them'),
  })
  .describe('A division of traffic between two gateways that somebody else runs');

/** What a user may write: fields with defaults are optional. */
export const splitSchema = () => z.toJSONSchema(SplitDocument, { io: 'input', target: 'draft-2020-12' });

export interface ReadSplit {
  readonly migration: string;
  readonly kind: ByHandKind;
  readonly settings: unknown;
}

export function readSplit(bytes: Uint8Array, file: string): Result<ReadSplit, readonly Finding[]> {
  const read = readDocument(SplitDocument, bytes, file);
  if (!read.ok) return read;
  const { document, root } = read.value;
  const { spec } = document;
  const chosen = Object.entries(byHandKinds).flatMap(([name, kind]) => {
    // The schema has these fields and no others.
    const settings = spec[name as keyof typeof spec];
    return settings === undefined ? [] : [{ kind, settings }];
  });
  const [one, second] = chosen;
  if (one !== undefined && second === undefined) return ok({ migration: document.metadata.name, ...one });
  const allowed = Object.keys(byHandKinds).join(', ');
  return err([finding('MIG029', { field: 'spec', allowed }, { source: placeOf(nodeAt(root, ['spec'])) })]);
}
