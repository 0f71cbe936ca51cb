/** One observed answer beside the recorded one: what differs, and what was announced. */
import { differences, sentBody } from '@banyan/gateway/semantics/compare/differences.ts';
import type { RequestOutcome } from './outcome.ts';
import type { Earlier, Known, Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
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
      ...predict.codes(request, expected.route, known(one, index)),
      ...(counts ? predict.counts(request, expected.route) : []),
    ],
  };
}

/** What the vectors tell of request `index` beside itself. */
export const known = (one: VectorCase, index: number): Known => ({
  earlier: earlier(one, index),
  statuses: statusesOf(one.answers[index] ?? {}),
  type: one.answers[index]?.headers?.['content-type'],
});

/** What was answered before, as far as pauses tell when. */
function earlier(one: VectorCase, index: number): Earlier[] {
  let ago = (one.requests[index]?.pause_before_ms ?? 0) / 1000;
  const before: Earlier[] = [];
  for (let at = index - 1; at >= 0; at--) {
    const answer = one.answers[at] ?? {};
    if (answer.statuses === undefined)
      for (const status of statusesOf(answer)) before.unshift({ route: answer.route, status, ago });
    ago += (one.requests[at]?.pause_before_ms ?? 0) / 1000;
  }
  return before;
}

/** All that were seen or may be; of copies of a request each. */
function statusesOf({ status, statuses = [], statuses_count: counts = {} }: SeenAnswer): number[] {
  const counted = Object.entries(counts).flatMap(([one, times]) => Array.from({ length: times }, () => Number(one)));
  return [...(status === undefined ? [] : [status]), ...statuses, ...counted];
}
