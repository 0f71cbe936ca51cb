/** Asks each counter of a migration what it shows now. */
import type { Counters } from '@banyan/migration/world/world.ts';
import { measuredNow } from '@banyan/traffic/indicators/now.ts';
import type { SourceView } from '../client.ts';

export async function sourceViews(counters: Counters, signal: AbortSignal): Promise<readonly SourceView[]> {
  const sources = [counters.edge, counters.newGateway, counters.oldGateway].filter((one) => one !== undefined);
  return Promise.all(
    sources.map(async (source): Promise<SourceView> => {
      const measured = await measuredNow(source, signal);
      return measured.ok
        ? { source: source.name, measured: measured.value }
        : { source: source.name, measured: [], problem: measured.error };
    }),
  );
}
