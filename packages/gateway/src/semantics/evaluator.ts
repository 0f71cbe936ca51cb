import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer } from './answer.ts';

/** The moment of a request, in milliseconds since 1970. Evaluators never read a clock themselves. */
export interface Moment {
  readonly now: number;
}

/**
 * Answers requests as a gateway with a given configuration would. Stateful where that gateway is (limit windows, round
 * robin), so the order of the requests matters.
 */
export interface Evaluator {
  answer(request: GatewayRequest, at: Moment): Answer;
}
