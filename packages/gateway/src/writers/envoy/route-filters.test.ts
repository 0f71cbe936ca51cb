import { expect, test } from 'vitest';
import { Parts } from './parts.ts';
import { plainVariant } from './policies/variant.ts';
import { filtersOf, requestFilter } from './route-filters.ts';
import { upstream } from './testing/model.ts';

test('what a gRPC upstream is told of the client is taken off the request first, so that no client says it', () => {
  const filters = filtersOf(plainVariant, upstream('voice', 50051, { scheme: 'grpc' }), {
    parts: new Parts(),
    clusters: true,
  });
  const config = JSON.stringify(filters?.[requestFilter]);
  for (const name of ['x-banyan-sent-x-real-ip', 'x-banyan-sent-x-forwarded-for']) {
    const [removed, set] = [config.indexOf(`{"remove":"${name}"}`), config.indexOf(`{"key":"${name}"`)];
    expect(removed).toBeGreaterThan(-1);
    expect(set).toBeGreaterThan(removed);
  }
});
