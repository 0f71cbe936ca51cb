/**
 * client-control for bodies whose length is not said before (those with one are refused by their Content-Length): Envoy's
 * buffer filter, which holds the body back until it is known to be short enough.
 */
import type { LimitBody } from '../../../model/by-request.ts';
import { type HeaderMatcher, typed } from '../config.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';

const extension = 'envoy.extensions.filters.http.buffer.v3';
const filter = 'envoy.filters.http.buffer/limit';
const inPieces: HeaderMatcher = { name: 'transfer-encoding', present_match: true };

export function limitBody(policy: LimitBody, variants: readonly Variant[], { needs }: PolicyContext): Applied {
  needs.filters.set(filter, typed(`${extension}.Buffer`, { max_request_bytes: 1 }));
  const limited = typed(`${extension}.BufferPerRoute`, { buffer: { max_request_bytes: policy.bytes } });
  return {
    variants: variants.flatMap((one) => [
      { ...one, guard: [...one.guard, inPieces], filters: { ...one.filters, [filter]: limited } },
      one,
    ]),
    differences: [],
  };
}
