import { type Data, field, flag, number, table, tableOrEmpty, tables, unknownFields } from '../data.ts';
import type { Headers } from '../headers.ts';
import { Bucket, type BucketShape, bucketShape } from '../limits/bucket.ts';
import { configured, descriptors, type Entry } from '../limits/descriptors.ts';
import { share } from '../routing/match.ts';
import { applyOptions, headerOption } from '../routing/mutate.ts';
import type { Stream } from '../stream.ts';
import type { Filter, FilterKind } from './filter.ts';

/**
 * `envoy.filters.http.local_ratelimit`: the first bucket without a token answers; the default bucket counts when no
 * descriptor fits, or always where told so. Buckets are shared by all workers.
 */
export const localRatelimit: FilterKind = {
  type: 'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
  create(config) {
    const known = new Map<Data, Filter | undefined>();
    const filterOf = (data: Data): Filter | undefined => {
      if (!known.has(data)) known.set(data, limiter(data));
      return known.get(data);
    };
    return (levels) => filterOf(levels.at(-1) ?? config);
  },
};

interface Limit {
  readonly entries: readonly Entry[];
  readonly shape: BucketShape;
  readonly buckets: Map<string, Bucket>;
  readonly any: boolean;
}

const known = `stat_prefix status token_bucket filter_enabled filter_enforced response_headers_to_add descriptors stage
  always_consume_default_token_bucket max_dynamic_descriptors enable_x_ratelimit_headers rate_limits vh_rate_limits
  rate_limited_as_resource_exhausted request_headers_to_add_when_not_enforced`.split(/\s+/);

function limiter(config: Data): Filter | undefined {
  const enabled = portion(config, 'filter_enabled');
  if (enabled <= 0) return undefined;
  const enforced = portion(config, 'filter_enforced');
  const shape = table(config, 'token_bucket');
  const own = shape === undefined ? undefined : bucketOf(bucketShape(shape));
  const always = flag(config, 'always_consume_default_token_bucket') ?? true;
  const limits = tables(config, 'descriptors').map((one): Limit => {
    const entries = configured(one);
    const any = entries.some(([, value]) => value === '');
    return { entries, any, shape: bucketShape(tableOrEmpty(one, 'token_bucket')), buckets: new Map() };
  });
  const made = descriptors(tables(config, 'rate_limits'));
  const asRoute = limits.length > 0 && field(config, 'rate_limits') === undefined;
  const options = tables(config, 'response_headers_to_add').map(headerOption);
  const status = number(tableOrEmpty(config, 'status'), 'code') ?? 429;
  const tells = field(config, 'enable_x_ratelimit_headers') === 'DRAFT_VERSION_03';
  const unknown = unknownFields(config, known).map((name) => `local_ratelimit.${name}`);
  const key = {};

  return {
    decode(stream) {
      for (const part of unknown) stream.notCovered(part);
      if (asRoute) stream.notCovered('local_ratelimit by rate_limits of the route');
      if (enabled < 1 && stream.surroundings.random() >= enabled) return undefined;
      const buckets = fitting(limits, made(stream));
      const asked = buckets.length === 0 || always ? [...buckets, ...(own === undefined ? [] : [own])] : buckets;
      const empty = asked.find((bucket) => !bucket.take(stream.now));
      const told = empty ?? buckets[0] ?? own;
      if (tells && told !== undefined) (stream.notes ??= new Map()).set(key, told);
      if (empty === undefined || (enforced < 1 && stream.surroundings.random() >= enforced)) return undefined;
      return {
        status,
        body: 'local_rate_limited',
        details: 'local_rate_limited',
        flags: ['RL'],
        headers: (response) => {
          applyOptions(options, response, stream);
        },
      };
    },
    ...(tells ? { encode: (stream: Stream, response: Headers) => tell(stream, response, key) } : {}),
  };
}

function tell(stream: Stream, response: Headers, key: object): void {
  const bucket = stream.notes?.get(key);
  if (!(bucket instanceof Bucket)) return;
  response.add('x-ratelimit-limit', String(bucket.most));
  response.add('x-ratelimit-remaining', String(bucket.remaining(stream.now)));
  response.add('x-ratelimit-reset', String(bucket.reset(stream.now)));
}

function portion(config: Data, name: string): number {
  const fraction = table(config, name);
  return fraction === undefined ? 0 : share(tableOrEmpty(fraction, 'default_value'));
}

const bucketOf = ({ most, rate }: BucketShape): Bucket => new Bucket(most, rate);

/** The buckets of the descriptors that are configured, the slowest first. */
function fitting(limits: readonly Limit[], made: readonly (readonly Entry[])[]): Bucket[] {
  const found = made.flatMap((entries) => {
    const limit = limits.find((one) => !one.any && fits(one, entries)) ?? limits.find((one) => fits(one, entries));
    if (limit === undefined) return [];
    const values = limit.any ? JSON.stringify(entries) : '';
    const before = limit.buckets.get(values) ?? bucketOf(limit.shape);
    limit.buckets.set(values, before);
    return [before];
  });
  return found.length < 2 ? found : found.toSorted((one, other) => one.rate - other.rate);
}

const fits = ({ entries }: Limit, made: readonly Entry[]): boolean =>
  entries.length === made.length &&
  entries.every(([key, value], at) => made[at]?.[0] === key && (value === '' || made[at]?.[1] === value));
