/** What HTTP filters do for one route: header edits of its variant, and what policies ask of other filters. */
import type { Upstream } from '../../model/upstream.ts';
import { sentHeader } from './cluster.ts';
import { headerOption, type JsonObject, typed } from './config.ts';
import { onAnswer, onRequest, perRoute } from './lua/code.ts';
import { answerFilter, earlyFilter } from './lua/path.ts';
import type { Parts } from './parts.ts';
import type { Needs, Variant } from './policies/variant.ts';
import { switchedOn } from './switches.ts';

/** Edits answers; first in the chain, so that answers of all other filters pass it too. */
export const responseFilter = 'envoy.filters.http.header_mutation/response';
/** Edits what the upstream receives; last before the router, when the route is final. */
export const requestFilter = 'envoy.filters.http.header_mutation/request';

/** Most of it is the same on many routes; undefined when there is nothing. */
export function filtersOf(
  variant: Variant,
  upstream: Upstream | undefined,
  { parts, clusters }: Pick<Needs, 'parts' | 'clusters'>,
): JsonObject | undefined {
  const filters = switchedOn(variant.filters, parts);
  const { early, late } = variant;
  if (early.length > 0) filters[earlyFilter] = parts.one('lua', perRoute(onRequest(early)));
  if (late.length > 0) filters[answerFilter] = parts.one('lua', perRoute(onAnswer(late)));
  const response = responseEdits(variant, parts);
  const request =
    variant.final === undefined ? requestEdits(variant, grpcHeaders(upstream, clusters), parts) : undefined;
  if (response !== undefined) filters[responseFilter] = response;
  if (request !== undefined) filters[requestFilter] = request;
  for (const _ in filters) return filters;
  return undefined;
}

const responseEdits = ({ responseMutations: list }: Variant, parts: Parts): JsonObject | undefined =>
  list.length === 0 ? undefined : parts.made('response', list, () => mutations({ response_mutations: list }));

function requestEdits(variant: Variant, added: readonly JsonObject[], parts: Parts): JsonObject | undefined {
  const { requestMutations: list, queryMutations: query } = variant;
  if (added.length + query.length > 0) {
    const edits = { request_mutations: nonEmpty([...list, ...added]), query_parameter_mutations: nonEmpty(query) };
    return parts.one('request', mutations(edits));
  }
  return list.length === 0 ? undefined : parts.made('request', list, () => mutations({ request_mutations: list }));
}

/** What APISIX's nginx sends to every gRPC upstream, whoever asks (observed: grpc-upstream vectors). */
const grpcHeaders = (upstream: Upstream | undefined, clusters: boolean): readonly JsonObject[] =>
  upstream?.scheme === 'grpc' || upstream?.scheme === 'grpcs'
    ? [
        { append: headerOption('content-type', 'application/grpc') },
        { append: headerOption('te', 'trailers') },
        // For the filters of the cluster. Taken away first: where the header is not sent, nothing is put in the place of what a
        // client calls like this.
        ...(clusters ? ['X-Real-IP', 'X-Forwarded-For'] : []).flatMap((name) => [
          { remove: sentHeader(name) },
          { append: { ...headerOption(sentHeader(name), `%REQ(${name})%`), keep_empty_value: undefined } },
        ]),
      ]
    : [];

const mutations = (members: JsonObject): JsonObject =>
  typed('envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute', { mutations: members });

const nonEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);
