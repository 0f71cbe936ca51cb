/**
 * What always differs says nothing: moments, identifiers, counts that run down, what a gateway calls itself. What differs between
 * two answers of one gateway to one request is noise as well.
 */
import type { Difference } from '../../semantics/compare/differences.ts';
import { differences } from '../../semantics/compare/differences.ts';
import type { SeenAnswer } from '../../semantics/compare/seen.ts';

const changing =
  /^headers\.(?:date|server|via|x-envoy-.*|x-request-id|x-correlation-id|traceparent|tracestate|set-cookie|expires|last-modified|etag|age|x-ratelimit-(?:remaining|reset)|ratelimit-(?:remaining|reset)|x-apisix-upstream-status|keep-alive|connection)$/;

/** Differences between the gateways that are not noise: `again` is another answer of the old one. */
export function beyondNoise(old: SeenAnswer, again: SeenAnswer, fresh: SeenAnswer): readonly Difference[] {
  const noise = new Set(differences(old, again).map(({ field }) => field));
  return differences(paged(old), fresh).filter(({ field }) => !noise.has(field) && !changing.test(field));
}

/** Every server writes pages of its own; clients follow the location of a redirect. */
function paged(answer: SeenAnswer): SeenAnswer {
  const { status = 0, headers = {} } = answer;
  const page =
    status >= 300 && (headers['location'] !== undefined || headers['content-type']?.startsWith('text/html') === true);
  return page ? { ...answer, body_kind: 'page' } : answer;
}
