/**
 * api-breaker (apisix/plugins/api-breaker.lua; observed: api-breaker vectors) as outlier detection of a cluster of its own, which
 * all workers share: so many bad answers of a node in a row keep requests from it, 2 seconds at first and 2 more each
 * further time; where no node is left the connection manager gives the source's answer. Differences, while a pause lasts: the
 * source counts for each host and path instead of for each node, and bad answers need not follow one another.
 */
import { always } from '@banyan/core/condition/condition.ts';
import type { Pause } from '@banyan/core/finding/finding.ts';
import type { BreakCircuit } from '../../../model/policy.ts';
import type { Upstream } from '../../../model/upstream.ts';
import { refusalHeaders, refusalPage } from '../limits/words.ts';
import { breaking } from '../replies.ts';
import { headerOption, type JsonObject } from '../config.ts';
import { again } from './clusters.ts';
import { differencesOf } from './header-text.ts';
import { fixedText, type Formatted, format } from './template.ts';
import { type Applied, type PolicyContext, prepared, type Variant } from './variant.ts';

/** The cluster is made when it is known where requests go: {@link withBreaker}. */
export function breakCircuit(policy: BreakCircuit, variants: readonly Variant[], context: PolicyContext): Applied {
  const { origin: part, failing: statuses, failures: times, first, longest } = policy;
  const route = context.route ?? '-';
  const after: Pause = { statuses, times, seconds: first, longest };
  const { breaks } = context.needs;
  if (!context.needs.clusters || variants.some(({ breaker }) => breaker !== undefined))
    return {
      variants,
      differences: [{ code: 'ENV020', params: { part, route }, verdict: 'unsupported', when: always, after }],
    };
  const headers = policy.headers.map(([name, value]) => [name, value, format(value, context, 'answer')] as const);
  const breaker = String(breaks.size + 1);
  breaks.set(breaker, breaking(breaker, policy.status, wordsOf(policy, headers)));
  if (policy.body === undefined) (context.needs.spoken ??= new Set()).add(policy.status);
  const early = headers.flatMap(([, , { early: statements }]) => statements);
  const next = variants.map((one): Variant => {
    const metadata = { ...one.metadata, breaker };
    return { ...prepared(one, early), breaker: policy, metadata };
  });
  return {
    variants: next,
    differences: [
      { code: 'ENV124', params: { part, route }, verdict: 'approximated', when: always, after },
      ...headers.flatMap(([name, , value]) => differencesOf(name, value).map((one) => ({ ...one, after }))),
    ],
  };
}

type Headers = readonly (readonly [name: string, value: BreakCircuit['headers'][number][1], made: Formatted])[];

const isType = ([name]: Headers[number]): boolean => name.toLowerCase() === 'content-type';

/** Body, type and headers of the answer while all nodes are kept from requests. */
function wordsOf({ status, body }: BreakCircuit, headers: Headers): Parameters<typeof breaking>[2] {
  if (body === undefined)
    return { body: refusalPage(status), type: 'text/html; charset=utf-8', headers: pageless(status) };
  const type = headers.find(isType)?.[1];
  const fixed = type === undefined ? undefined : fixedText(type);
  return {
    body,
    type: fixed ?? 'text/plain; charset=utf-8',
    headers: headers
      .filter((header) => fixed === undefined || !isType(header))
      .map(([name, , { text }]) => headerOption(name, text, 'APPEND_IF_EXISTS_OR_ADD')),
  };
}

/** An empty answer tells its type by a header of ours. */
const pageless = (status: number): readonly JsonObject[] =>
  refusalPage(status) === '' ? refusalHeaders(status, undefined) : [];

/** The variant with upstreams that keep requests from bad nodes. */
export function withBreaker(variant: Variant, own: Upstream | undefined, { needs, name }: PolicyContext): Variant {
  const { breaker, ...rest } = variant;
  if (breaker === undefined || rest.final !== undefined) return rest;
  const { failing, failures, first, longest } = breaker;
  const broken = (upstream: Upstream): Upstream =>
    again(needs, `${breaker.origin}.${name}:${upstream.name}`, upstream, {
      breaker: { failing, failures, first, longest },
    });
  if (rest.shares === undefined) return own === undefined ? rest : { ...rest, upstream: broken(own) };
  return {
    ...rest,
    shares: rest.shares.map(({ upstream = own, weight }) => ({ upstream: upstream && broken(upstream), weight })),
  };
}
