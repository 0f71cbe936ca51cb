/** What the switch must know of a migration whose clients find the gateways by names in a hosted zone of Route 53. */
import { z } from 'zod';
import { objectName } from '../../kubernetes/record.ts';

/** The address of a gateway: one value (Route 53 allows one in a weighted set), or an alias of a load balancer. */
const Target = z.union([
  z.strictObject({ value: z.string().min(1) }),
  z.strictObject({
    alias: z.string().min(1),
    /** The hosted zone of the load balancer, not ours. */
    zone: z.string().min(1),
    /** With it, a side without healthy targets is skipped, and the other one is asked even with a share of 0. */
    evaluateHealth: z.boolean().default(false),
  }),
]);

const Record = z.strictObject({
  /** `api.voice.example`; compared without case and the last dot. */
  name: z.string().min(1).transform(withDot),
  type: z.enum(['A', 'AAAA', 'CNAME']),
  old: Target,
  new: Target,
});

export const Route53Split = z.strictObject({
  migration: objectName,
  /** Id of the hosted zone. */
  zone: z.string().min(1),
  /** Of both sides; an alias of a load balancer has 60 and cannot have another. */
  ttl: z.int().min(1).max(86_400).default(60),
  /** A phase is what goes by names of its own: DNS knows no paths. A name's A and AAAA records move together. */
  phases: z.array(z.strictObject({ name: objectName, records: z.array(Record).min(1) })).min(1),
});

export type Route53Split = z.output<typeof Route53Split>;
export type Route53SplitInput = z.input<typeof Route53Split>;
export type SplitRecord = z.output<typeof Record>;
export type RecordTarget = z.output<typeof Target>;

/** Names as the API tells them. */
export function withDot(name: string): string {
  return `${name.toLowerCase().replace(/\.$/, '')}.`;
}

/** Where the record of the last write stands: a TXT record beside the first name, changed in one batch with the weights. */
export const noteName = ({ phases }: Route53Split): string => `_banyan.${phases[0]?.records[0]?.name ?? ''}`;
