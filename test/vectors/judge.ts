/** One observed answer beside the recorded one: what differs, and what was announced. */
import { differences, sentBody } from '@banyan/gateway/semantics/compare/differences.ts';
import type { RequestOutcome } from './outcome.ts';
import type { Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
import type { SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase } from './vector.ts';

/** The outcome of request `index` of a case. */
export function judged(one: VectorCase, index: number, observed: SeenAnswer, predict: Prediction): RequestOutcome {
  const request = one.requests[index];
  const expected = one.answers[index] ?? {};
  if (request === undefined) return { observed, differences: [], announcedBy: [] };
  const added = predict.added(request, expected.route);
  const found = differences(expected, observed, { ...sentBody(request), added });
  const several = (request.repeat ?? request.concurrent ?? 1) > 1;
  const counts = several && found.every(({ field }) => field === 'calls_count');
  return {
    observed,
    differences: found,
    announcedBy: [
      ...predict.codes(request, expected.route),
      ...(counts ? predict.counts(request, expected.route) : []),
    ],
  };
}
