/** One observed answer beside the recorded one: what differs, and what was announced. */
import { differences, sentBody } from '@banyan/gateway/semantics/compare/differences.ts';
import type { RequestOutcome } from './outcome.ts';
import type { Earlier, Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
import type { SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase } from './vector.ts';

/** The outcome of request `index` of a case. */
export function judged(one: VectorCase, index: number, observed: SeenAnswer, predict: Prediction): RequestOutcome {
  const request = one.requests[index];
  const expected = one.answers[index] ?? {};
  if (request === undefined) return { observed, differences: [], announcedBy: [] };
  const added = predict.added(request, expected.route);
  const found = differences(expected, observed, { ...sentBody(request), added });
  const repeated = (request.repeat ?? request.concurrent ?? 1) > 1;
  const counts = repeated && found.every(({ field }) => field === 'calls_count');
  return {
    observed,
    differences: found,
    announcedBy: [
      ...predict.codes(request, expected.route, earlier(one, index)),
      ...(counts ? predict.counts(request, expected.route) : []),
    ],
  };
}

/** What was answered before request `index`, as far as pauses tell when. */
export function earlier(one: VectorCase, index: number): Earlier[] {
  let ago = (one.requests[index]?.pause_before_ms ?? 0) / 1000;
  const before: Earlier[] = [];
  for (let at = index - 1; at >= 0; at--) {
    const { route, status, statuses_count: counted = {} } = one.answers[at] ?? {};
    for (const single of [...(status === undefined ? [] : [status]), ...several(counted)])
      before.unshift({ route, status: single, ago });
    ago += (one.requests[at]?.pause_before_ms ?? 0) / 1000;
  }
  return before;
}

const several = (counts: object): number[] =>
  Object.entries(counts).flatMap(([status, times]) => Array.from({ length: Number(times) }, () => Number(status)));
