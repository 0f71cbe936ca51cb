/** What stands in front of somebody's own gateways and is divided by a document of its own (`banyan split`): one line for each kind. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { z } from 'zod';
import { cloudflare } from './cloudflare/by-hand.ts';
import { gatewayApi } from './gateway-api-weights/by-hand.ts';
import { istio } from './istio-weights/by-hand.ts';
import { route53 } from './route53/by-hand.ts';
import type { Split, Switch } from './switch.ts';

export interface ByHand {
  readonly switch: Switch;
  /** The exact calls of a write, or with `first` those that put the split in front; none where nothing is left to do. */
  calls(what: Split | 'first', signal: AbortSignal): Promise<Result<readonly object[], Finding>>;
  /** Puts the split in front, everything on the old side. Doing it again changes nothing. */
  prepare(signal: AbortSignal): Promise<Result<void, Finding>>;
  remove(signal: AbortSignal): Promise<Result<void, Finding>>;
}

export interface ByHandKind {
  /** Below `spec.<kind>` of the document. */
  readonly settings: z.ZodType;
  /** The settings have passed the schema. */
  open(settings: unknown, migration: string): Promise<Result<ByHand, Finding>>;
}

export const byHandKinds = { istio, gatewayApi, route53, cloudflare } as const satisfies Readonly<
  Record<string, ByHandKind>
>;
