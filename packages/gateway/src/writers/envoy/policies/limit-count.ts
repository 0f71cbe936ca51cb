/**
 * limit-count as Envoy's local_ratelimit: one filter for each group of counters, switched on for the routes that use it,
 * so that all of them draw from one bucket. A bucket for each value of the key comes from descriptors without value.
 * Envoy refills steadily where APISIX starts a new window: that is said.
 */
import type { LimitCount } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, type JsonObject, seconds, typed } from '../config.ts';
import { internal } from '../match/carrier.ts';
import { fixedText } from './template.ts';
import { type Applied, type Difference, type PolicyContext, type Variant } from './variant.ts';

const extension = 'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';

export function limitCount(policy: LimitCount, variants: readonly Variant[], context: PolicyContext): Applied {
  const difference: Difference = {
    code: 'ENV043',
    params: { count: policy.count, seconds: policy.seconds },
    verdict: 'approximated',
    when: { always: true },
  };
  const next = variants.flatMap((variant) => keyed(policy, variant, context));
  return { variants: next, differences: [difference] };
}

/** An absent key falls back to the client's address. */
function keyed(policy: LimitCount, variant: Variant, context: PolicyContext): readonly Variant[] {
  if (fixedText(policy.key) !== undefined) return [limited(policy, variant, context, 'constant', undefined)];
  const [piece] = policy.key;
  const attribute = policy.key.length === 1 && typeof piece === 'object' ? piece.attribute : undefined;
  if (attribute === 'consumer' && variant.consumer !== undefined)
    return [limited(policy, variant, context, `consumer.${variant.consumer}`, undefined)];
  context.needs.internalHeaders.add(internal.clientAddress);
  const byAddress = (one: Variant): Variant => limited(policy, one, context, 'address', [internal.clientAddress]);
  const headers = headersOf(policy);
  if (headers === undefined) return [byAddress(variant)];
  if (headers.length === 1 && headers[0] === internal.clientAddress) return [byAddress(variant)];
  const present = headers.map((name): HeaderMatcher => ({ name, string_match: { safe_regex: { regex: '.+' } } }));
  return [
    limited(policy, { ...variant, guard: [...variant.guard, ...present] }, context, 'key', headers),
    byAddress(variant),
  ];
}

/** Request headers that make up the key; undefined when part of it is in none. */
function headersOf(policy: LimitCount): readonly string[] | undefined {
  const names = policy.key.flatMap((piece) => {
    if (typeof piece === 'string') return [];
    const { attribute } = piece;
    if (attribute === 'clientAddress') return [internal.clientAddress];
    if (attribute.startsWith('header:')) return [attribute.slice('header:'.length)];
    const pseudo = { host: ':authority', hostHeader: ':authority', method: ':method', path: ':path', target: ':path' };
    // The index is checked by the look-up itself.
    return [pseudo[attribute as keyof typeof pseudo] ?? undefined];
  });
  return names.every((name) => name !== undefined) ? names : undefined;
}

function limited(
  policy: LimitCount,
  variant: Variant,
  context: PolicyContext,
  kind: string,
  headers: readonly string[] | undefined,
): Variant {
  const name = `envoy.filters.http.local_ratelimit/${policy.group}/${kind}`;
  context.needs.filters.set(name, filter(policy, headers));
  return {
    ...variant,
    filters: { ...variant.filters, [name]: typed('envoy.config.route.v3.FilterConfig', { config: {} }) },
  };
}

function filter(policy: LimitCount, headers: readonly string[] | undefined): JsonObject {
  const bucket: JsonObject = {
    max_tokens: policy.count,
    tokens_per_fill: policy.count,
    fill_interval: seconds(policy.seconds),
  };
  const all: JsonObject = { default_value: { numerator: 100, denominator: 'HUNDRED' } };
  return typed(extension, {
    stat_prefix: 'limit_count',
    status: { code: policy.status },
    token_bucket: bucket,
    filter_enabled: all,
    filter_enforced: all,
    always_consume_default_token_bucket: headers === undefined ? undefined : false,
    descriptors:
      headers === undefined ? undefined : [{ entries: headers.map((key) => ({ key })), token_bucket: bucket }],
    rate_limits:
      headers === undefined
        ? undefined
        : [
            {
              actions: headers.map((header_name) => ({
                request_headers: { header_name, descriptor_key: header_name },
              })),
            },
          ],
    enable_x_ratelimit_headers: policy.showHeaders ? 'DRAFT_VERSION_03' : undefined,
    response_headers_to_add:
      policy.message === undefined ? undefined : [headerOption('content-type', 'text/plain; charset=utf-8')],
  });
}
