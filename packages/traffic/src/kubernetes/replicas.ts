/** The replicas of a gateway, each asked for itself: what one has loaded says nothing of the others. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { type AdminAddress, askAdmin } from '../proxies/admin.ts';

export interface Replica {
  readonly name: string;
  /** Envoy's dump of its dynamic routes; TRF006 when it does not answer. */
  dump(signal: AbortSignal): Promise<Result<string, Finding>>;
}

/** All that take traffic now. */
export type Replicas = (signal: AbortSignal) => Promise<Result<readonly Replica[], Finding>>;

/** The page of Envoy's admin interface that shows its routes. */
export const routesPage = '/config_dump?resource=dynamic_route_configs';

/** Replicas whose admin interfaces can be reached from here, all of them named. */
export const adminReplicas =
  (addresses: readonly AdminAddress[]): Replicas =>
  async () =>
    ok(
      addresses.map((address) => ({
        name: `${address.host}:${address.port}`,
        dump: (signal) => askAdmin(address, routesPage, signal),
      })),
    );
