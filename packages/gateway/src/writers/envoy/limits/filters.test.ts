import { expect, test } from 'vitest';
import { type Kind, LimitFilters } from './filters.ts';

const kind = (slot: string): Kind => ({ slot, renamed: undefined, settings: { status: { code: 429 } } });
const bucket = { max_tokens: 2, tokens_per_fill: 2, fill_interval: '60s' };
const byAddress = { rate_limits: [], descriptors: [[{ key: '0' }]] };

test('limits that refuse alike stand in one filter, however many groups of counters there are', () => {
  const limits = new LimitFilters();
  const switches = ['orders', 'voice', 'orders'].map((group) =>
    limits.draw(kind('limit/limit-count'), [], group, byAddress, bucket),
  );
  expect(new Set(switches.map((one) => Object.keys(one).join()))).toEqual(
    new Set(['envoy.filters.http.local_ratelimit/limits-1']),
  );
  const [[, filter] = []] = limits.filters();
  expect(filter?.['descriptors']).toEqual(
    ['orders', 'voice'].map((value) => ({
      entries: [{ key: 'group', value }, { key: '0' }],
      token_bucket: bucket,
    })),
  );
});

test('the limits of one route stand in the order in which they act, whichever came first in the file', () => {
  const limits = new LimitFilters();
  const draw = (slot: string, ...earlier: string[]) => limits.draw(kind(slot), earlier, 'orders', byAddress, bucket);
  draw('limit/limit-req');
  draw('limit/global-limit-count');
  draw('limit/limit-count', 'limit/global-limit-count');
  draw('limit/limit-req', 'limit/global-limit-count', 'limit/limit-count');
  expect(limits.filters().map(([name]) => name)).toEqual(
    [2, 3, 1].map((number) => `envoy.filters.http.local_ratelimit/limits-${number}`),
  );
});
