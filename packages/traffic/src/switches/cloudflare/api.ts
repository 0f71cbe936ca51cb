/**
 * Load balancers of one zone through the official client, which is loaded when the first is asked: it costs seconds. It tries
 * again by itself when Cloudflare says so (429, 5xx); what is left is a finding.
 */
import type { ClientOptions } from 'cloudflare';
import type { LoadBalancer } from 'cloudflare/resources/load-balancers/load-balancers';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../../local/atomic.ts';
import type { Edit } from './balancer.ts';

/** Milliseconds for one answer. */
const timeout = 10_000;

export interface Balancers {
  get(id: string, signal: AbortSignal): Promise<Result<LoadBalancer, Finding>>;
  /** `unknown`: the change may have been taken. */
  edit(id: string, edit: Partial<Edit>, signal: AbortSignal): Promise<Result<LoadBalancer, Refusal>>;
}

interface Refusal {
  readonly kind: 'refused' | 'unknown';
  readonly finding: Finding;
}

/** The token is CLOUDFLARE_API_TOKEN of the environment, unless the options say more. */
export async function openBalancers(zone: string, options: ClientOptions = {}): Promise<Balancers> {
  const { createClient } = await import('cloudflare/tree-shakable');
  const { BaseLoadBalancers } = await import('cloudflare/resources/load-balancers/load-balancers');
  const { APIError } = await import('cloudflare/error');
  const client = createClient({ resources: [BaseLoadBalancers], timeout, ...options });
  return {
    async get(id, signal) {
      try {
        return ok(await client.loadBalancers.get(id, { zone_id: zone }, { signal }));
      } catch (error) {
        return err(finding('TRF070', { service: 'Cloudflare', reason: reasonOf(error) }));
      }
    },
    async edit(id, edit, signal) {
      try {
        return ok(await client.loadBalancers.edit(id, { zone_id: zone, ...edit }, { signal }));
      } catch (error) {
        const status: unknown = error instanceof APIError ? error.status : undefined;
        const refused = typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429;
        const params = { service: 'Cloudflare', reason: reasonOf(error) };
        return err(
          refused
            ? { kind: 'refused', finding: finding('TRF071', params) }
            : { kind: 'unknown', finding: finding('TRF070', params) },
        );
      }
    },
  };
}
