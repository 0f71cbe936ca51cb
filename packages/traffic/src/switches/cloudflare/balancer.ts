/** A load balancer as the API tells it, and what a split makes of it. Pure. */
import type { LoadBalancer } from 'cloudflare/resources/load-balancers/load-balancers';
import type { Split } from '../switch.ts';
import type { CloudflarePhase, CloudflareSplit } from './model.ts';

/** Weights are 0 to 1 in hundredths. */
export const granularity = 1;
/** Policies that look at the weights of pools. */
const weighing: readonly string[] = ['random', 'least_outstanding_requests', 'least_connections'];

/** The record of the last write ends the description, which people may write before it; it goes in one request with the weights. */
const record = /\s*\[banyan (\S+) generation (\d+) by (\S+): (\S+) %\]$/;

export interface Note {
  readonly migration: string;
  readonly generation: number;
  readonly author: string;
  readonly share: number;
}

export function noteIn({ description = '' }: LoadBalancer): Note | undefined {
  const [, migration, generation, author, share] = record.exec(description) ?? [];
  if (migration === undefined || author === undefined) return undefined;
  return { migration, generation: Number(generation), author, share: Number(share) };
}

export interface Edit {
  readonly zone_id: string;
  readonly description: string;
  readonly random_steering: {
    readonly default_weight: number;
    readonly pool_weights: Readonly<Record<string, number>>;
  };
}

/** What a write asks for: absolute weights of both pools, none for others, and the record. */
export function editFor(
  { migration, zone }: CloudflareSplit,
  phase: CloudflarePhase,
  { generation, author, shares }: Split,
  before: LoadBalancer,
): Edit {
  const share = shares[phase.name] ?? 0;
  const words = (before.description ?? '').replace(record, '');
  const note = `[banyan ${migration} generation ${generation} by ${author}: ${share} %]`;
  return {
    zone_id: zone,
    description: words === '' ? note : `${words} ${note}`,
    random_steering: {
      default_weight: 0,
      pool_weights: {
        [phase.old]: Number((1 - share / 100).toFixed(2)),
        [phase.new]: Number((share / 100).toFixed(2)),
      },
    },
  };
}

/** The description as people left it, for the end. */
export const withoutNote = ({ description = '' }: LoadBalancer): string => description.replace(record, '');

/** Percent on the new side; NaN where weights do not decide, or other pools take a part. */
export function shareOf(balancer: LoadBalancer, phase: CloudflarePhase): number {
  if (inTheWay(balancer, phase) !== undefined) return Number.NaN;
  const { default_weight: usual = 1, pool_weights: weights = {} } = balancer.random_steering ?? {};
  let sum = 0;
  for (const pool of balancer.default_pools ?? []) {
    const weight = weights[pool] ?? usual;
    if (weight > 0 && pool !== phase.old && pool !== phase.new) return Number.NaN;
    sum += weight;
  }
  const share = (100 * (weights[phase.new] ?? usual)) / sum;
  return Math.round(share * 1e6) / 1e6;
}

/** Why the weights of the pools do not decide where requests go; undefined when they do. */
export function inTheWay(balancer: LoadBalancer, { old, new: fresh }: CloudflarePhase): string | undefined {
  const { default_pools: pools = [], steering_policy: policy = '', session_affinity: affinity = 'none' } = balancer;
  if (balancer.enabled === false) return 'it is not enabled';
  for (const pool of [old, fresh]) if (!pools.includes(pool)) return `the pool ${pool} is not among its default pools`;
  if (!weighing.includes(policy)) return `its steering policy is ${policy === '' ? 'off' : policy}`;
  if (!['none', ''].includes(affinity)) {
    return `its session affinity (${affinity}) keeps clients on their side for ${balancer.session_affinity_ttl ?? 82_800} s, whatever the weights are`;
  }
  for (const map of ['region_pools', 'country_pools', 'pop_pools'] as const) {
    if (Object.keys(balancer[map] ?? {}).length > 0) return `its ${map} decide for some clients`;
  }
  if ((balancer.rules ?? []).some(({ disabled }) => disabled !== true)) return 'its rules decide for some requests';
  return (balancer.pool_sets ?? []).some(({ disabled }) => disabled !== true) ? 'its pool sets decide' : undefined;
}
