/** Observed answers in the vectors' own format: each case again, with what was observed in place of what was recorded. */
import { withPlaceholders } from '@banyan/gateway/semantics/compare/placeholder.ts';
import type { CaseOutcome } from './outcome.ts';
import type { Headers, SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase } from './vector.ts';

/** The case as it stands in the file, with the observed answers; `problem` when it could not be set up. */
export function answersLine({ line, answers: recorded }: VectorCase, { requests, problem }: CaseOutcome): string {
  const answers = requests.map(({ observed }, index) => inNotation(recorded[index], observed));
  return JSON.stringify({ ...line, answers, ...(problem === undefined ? {} : { problem }) });
}

/** Values that fit a recorded placeholder are written as the placeholder. */
function inNotation(recorded: SeenAnswer | undefined, observed: SeenAnswer): SeenAnswer {
  const { headers, upstream, body } = observed;
  return {
    ...observed,
    ...(headers === undefined ? {} : { headers: each(recorded?.headers, headers) }),
    ...(body === undefined ? {} : { body: withPlaceholders(recorded?.body, body) }),
    ...(upstream === undefined
      ? {}
      : { upstream: { ...upstream, headers: each(recorded?.upstream?.headers, upstream.headers) } }),
  };
}

const each = (recorded: Headers | undefined, observed: Headers): Headers =>
  Object.fromEntries(
    Object.entries(observed).map(([name, value]) => [name, withPlaceholders(recorded?.[name], value)]),
  );
