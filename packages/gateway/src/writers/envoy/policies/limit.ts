/**
 * Limits of requests (limit-count, limit-req) as Envoy's local_ratelimit: the route names in its metadata the group of
 * counters that it draws from, and the filter, which serves all groups that refuse and count alike (see limits/filters.ts),
 * has buckets for each, which all workers of an Envoy share. The answers, with their headers, are APISIX's. Differences: a window gives its requests back evenly instead of all at its
 * end, and a leaky bucket refuses late what APISIX would delay.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { any } from '@banyan/core/condition/condition.ts';
import type { Template } from '../../../model/base.ts';
import type { Limit } from '../../../model/policy.ts';
import { headerOption, type JsonObject, typed } from '../config.ts';
import { bucketOf } from '../limits/bucket.ts';
import { type Keyed, keyed } from '../limits/key.ts';
import { isGiven, refusalHeaders } from '../limits/words.ts';
import { matchersOf } from '../match/matchers.ts';
import { readOtherwise } from './template.ts';
import { protect } from './unmapped.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';

/** So many values of a key are counted at the same time; the one that was not seen for longest is forgotten. */
const mostValues = 100_000;

export function limit(policy: Limit, variants: readonly Variant[], context: PolicyContext): Applied {
  const unknown = unknownIn(policy, context);
  if (unknown !== undefined)
    return protect(variants, context, {
      code: 'ENV113',
      params: { part: policy.origin, variable: unknown },
      verdict: 'unsupported',
      when: { always: true },
    });
  const next = variants.flatMap((variant) => limited(policy, variant, context));
  return { variants: next, differences: differencesOf(policy) };
}

/** The attribute that Envoy does not see. */
function unknownIn({ key }: Limit, context: PolicyContext): string | undefined {
  const attributes = key.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.attribute]));
  return attributes.find((attribute) => keyed([{ attribute }], '', context) === 'unknown');
}

/** The key for one variant: who has been recognised stands in its route, and nobody has no name. */
function keyFor({ key }: Limit, known: ReadonlyMap<string, string>): Template {
  const rest = key.filter(
    (piece) => typeof piece === 'string' || !isIdentity(piece.attribute) || known.has(piece.attribute),
  );
  return rest.some((piece) => typeof piece === 'object') ? rest : key.length === rest.length ? key : client;
}

const client: Template = [{ attribute: 'clientAddress' }];

const isIdentity = (attribute: string): boolean => attribute === 'consumer' || attribute === 'consumerGroup';

/** Who has been recognised, by attribute. */
function identityOf({ consumer }: Variant, { model }: PolicyContext): ReadonlyMap<string, string> {
  if (consumer === undefined) return new Map();
  const group = model.consumers.find(({ name }) => name === consumer)?.group;
  return new Map([['consumer', consumer], ...(group === undefined ? [] : [['consumerGroup', group] as const])]);
}

function limited(policy: Limit, variant: Variant, context: PolicyContext): readonly Variant[] {
  const known = identityOf(variant, context);
  const key = keyFor(policy, known);
  const nameless = key.length < policy.key.length || key === client;
  const group = nameless ? `${policy.group}.nobody` : policy.group;
  const slot = slotOf(policy, variant);
  const by = keyed(key, slot, context);
  if (by === 'unknown') return [variant];
  const on = drawing(policy, { slot, group, by }, variant, context);
  const told = [...known].filter(([attribute]) => attributesOf(key).includes(attribute));
  const counted = told.length === 0 ? on : { ...on, metadata: { ...on.metadata, ...Object.fromEntries(told) } };
  if (policy.withoutKey === 'client') return [counted];
  // Without any value of its key a rule does not count.
  const present = attributesOf(key).map(guardOf);
  if (present.some((guard) => guard === undefined)) return [counted];
  return [
    ...present.flatMap((guard) => guard ?? []).map((one) => ({ ...counted, guard: [...counted.guard, one] })),
    variant,
  ];
}

const attributesOf = (key: Template): readonly string[] =>
  key.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.attribute]));

/** How a request shows that it has the attribute; undefined where every request has it. */
function guardOf(attribute: string): Variant['guard'] | undefined {
  if (!/^(?:header|parameter):/.test(attribute)) return undefined;
  // The model names attributes as conditions do.
  const subject = attribute as `header:${string}`;
  return matchersOf({ test: { subject, matches: '.' }, negated: false });
}

/** The variant with the filter switched on and the group that it draws from. */
function drawing(
  policy: Limit,
  { slot, group, by }: { readonly slot: string; readonly group: string; readonly by: Keyed },
  variant: Variant,
  { needs }: PolicyContext,
): Variant {
  const earlier = Object.keys(variant.metadata ?? {}).filter((name) => name.startsWith(prefix));
  const renamed = renaming(policy);
  needs.spoken ??= new Set();
  if (!isGiven(policy.status)) needs.spoken.add(policy.status);
  const filter = needs.limits.draw(
    { slot, renamed, settings: settingsOf(policy, by) },
    earlier,
    group,
    by,
    bucketOf(policy),
  );
  return {
    ...variant,
    filters: { ...variant.filters, ...filter },
    metadata: { ...variant.metadata, [slot]: group },
  };
}

const prefix = 'limit/';

/** The metadata that names the group. Several limits of one turn, as of two global rules, stand behind each other. */
function slotOf({ turn }: Limit, { metadata = {} }: Variant): string {
  let slot = `${prefix}${turn}`;
  while (slot in metadata) slot += '+';
  return slot;
}

/** What is common to all groups of a filter. */
function settingsOf(policy: Limit, { rate_limits }: Keyed): JsonObject {
  const all: JsonObject = { default_value: { numerator: 100, denominator: 'HUNDRED' } };
  return {
    stat_prefix: 'limit',
    status: isGiven(policy.status) ? { code: policy.status } : undefined,
    filter_enabled: all,
    filter_enforced: all,
    always_consume_default_token_bucket: false,
    max_dynamic_descriptors: mostValues,
    rate_limits,
    enable_x_ratelimit_headers: policy.headers === undefined ? undefined : 'DRAFT_VERSION_03',
    response_headers_to_add: refusalHeaders(policy.status, policy.message, policy.refusalBody),
  };
}

/** Envoy's own names of the headers. */
const own = { limit: 'x-ratelimit-limit', remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' } as const;

/** Directly in front of the limit, so that it sees no other limit's headers. */
function renaming({ headers }: Limit): JsonObject | undefined {
  if (headers === undefined) return undefined;
  const parts = (['limit', 'remaining', 'reset'] as const).filter((part) => headers[part].toLowerCase() !== own[part]);
  if (parts.length === 0) return undefined;
  return typed('envoy.extensions.filters.http.header_mutation.v3.HeaderMutation', {
    mutations: {
      response_mutations: [
        ...parts.map((part) => ({
          append: { ...headerOption(headers[part], `%RESP(${own[part]})%`), keep_empty_value: undefined },
        })),
        ...parts.map((part) => ({ remove: own[part] })),
      ],
    },
  });
}

function differencesOf(policy: Limit): readonly Difference[] {
  const { rate, origin: part } = policy;
  const found: Difference[] = [];
  if (rate.kind === 'window')
    found.push({ code: 'ENV043', params: { count: rate.count, seconds: rate.seconds }, verdict: 'approximated' });
  if (rate.kind === 'leak' && rate.delays)
    found.push({ code: 'ENV110', params: { part }, verdict: 'approximated', when: { always: true } });
  if (policy.counted === 'together') found.push({ code: 'ENV111', params: { part }, verdict: 'approximated' });
  const otherwise = attributesOf(policy.key).flatMap(countedOtherwise);
  if (otherwise.length > 0)
    found.push({ code: 'ENV112', params: { part }, verdict: 'approximated', when: any(otherwise) });
  return found;
}

/** Requests whose value of a key is read otherwise: escapes stay as they are, and an empty value counts as none. */
function countedOtherwise(attribute: string): readonly Condition[] {
  if (!/^(?:header|parameter):/.test(attribute)) return [];
  // The model names attributes as conditions do.
  const subject = attribute as `header:${string}`;
  return [readOtherwise(attribute) ?? [], { subject, equals: '' as const }].flat();
}
