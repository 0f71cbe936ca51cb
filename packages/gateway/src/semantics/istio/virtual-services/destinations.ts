/** Where a rule sends requests. */
import { type Data, number, table, tables, text } from '../../envoy/data.ts';
import { hashPolicy } from '../services/hash.ts';
import type { Services } from '../services/services.ts';
import { percentage } from './fault.ts';
import { headerOperations } from './headers.ts';
import { duration } from './answers.ts';
import { retryPolicy } from './retries.ts';

export interface Around {
  readonly services: Services;
  readonly port: number;
  /** Rules of Gateway API answer 500 where there is no backend, and cut a prefix off at its slash. */
  readonly segments: boolean;
}

/** `route` with its clusters, and the header operations of a destination that stands alone. */
export function forward(
  rule: Data,
  match: Data,
  authority: string | undefined,
  { services, port, segments }: Around,
): { readonly route: Data; readonly headers: Data } {
  const destinations = tables(rule, 'route');
  const [only] = destinations;
  const single = destinations.length === 1 && only !== undefined;
  const rewrite = table(rule, 'rewrite');
  const own = single ? headerOperations(table(only, 'headers')) : undefined;
  const host = nonEmpty(text(rewrite ?? {}, 'authority')) ?? authority ?? own?.authority;
  const hashes = destinations.map((one) => services.hashOf(table(one, 'destination') ?? {}));
  const mirrors = mirrorsOf(rule, (destination) => services.cluster(destination, port));
  const policies = hashes.flatMap((hash) => hashPolicy(hash));
  const route = {
    ...(single
      ? { cluster: services.cluster(table(only, 'destination') ?? {}, port) }
      : { weighted_clusters: { clusters: destinations.flatMap((one) => weighted(one)) } }),
    ...(segments ? { cluster_not_found_response_code: 'INTERNAL_SERVER_ERROR' } : {}),
    ...pathRewrite(rewrite, match, segments),
    ...(host === undefined ? {} : { host_rewrite_literal: host }),
    ...timeout(text(rule, 'timeout')),
    ...retryPolicy(table(rule, 'retries'), single && hashes[0] !== undefined),
    ...(mirrors.length === 0 ? {} : { request_mirror_policies: mirrors }),
    ...(policies.length === 0 ? {} : { hash_policy: policies }),
  };
  return { route, headers: own?.fields ?? {} };

  function weighted(one: Data): Data[] {
    const weight = number(one, 'weight') ?? 0;
    if (weight === 0) return [];
    const operations = headerOperations(table(one, 'headers'));
    return [
      {
        name: services.cluster(table(one, 'destination') ?? {}, port),
        weight,
        ...operations.fields,
        ...(operations.authority === undefined ? {} : { host_rewrite_literal: operations.authority }),
      },
    ];
  }
}

const nonEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** No limit unless one is given; that of gRPC is the same. */
function timeout(written: string | undefined): Data {
  const limit = written === undefined ? '0s' : duration(written);
  return { timeout: limit, max_grpc_timeout: limit };
}

function pathRewrite(rewrite: Data | undefined, match: Data, segments: boolean): Data {
  const regex = table(rewrite ?? {}, 'uriRegexRewrite');
  if (regex !== undefined)
    return {
      regex_rewrite: { pattern: { regex: text(regex, 'match') ?? '' }, substitution: text(regex, 'rewrite') ?? '' },
    };
  const uri = text(rewrite ?? {}, 'uri') ?? '';
  if (uri === '') return {};
  if (!segments || uri !== '/') return { prefix_rewrite: uri };
  // The prefix is taken off, and what is left begins with one slash.
  const prefix = (text(match, 'path_separated_prefix') ?? '').replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
  return { regex_rewrite: { pattern: { regex: `^${prefix}(/?)(.*)` }, substitution: String.raw`/\2` } };
}

function mirrorsOf(rule: Data, cluster: (destination: Data) => string): Data[] {
  const found: Data[] = [];
  const add = (destination: Data, percent: Data | undefined): void => {
    if (percent !== undefined && (number(percent, 'numerator') ?? 0) <= 0) return;
    const share = percent ?? { numerator: 100, denominator: 'HUNDRED' };
    found.push({
      cluster: cluster(destination),
      runtime_fraction: { default_value: share },
      trace_sampled: false,
    });
  };
  const mirror = table(rule, 'mirror');
  const [percent, old] = [table(rule, 'mirrorPercentage'), number(rule, 'mirrorPercent')];
  if (mirror !== undefined)
    add(
      mirror,
      percent !== undefined
        ? percentage(percent)
        : old === undefined
          ? undefined
          : { numerator: old, denominator: 'HUNDRED' },
    );
  for (const one of tables(rule, 'mirrors')) {
    const [destination, own] = [table(one, 'destination'), table(one, 'percentage')];
    if (destination !== undefined) add(destination, own === undefined ? undefined : percentage(own));
  }
  return found;
}
