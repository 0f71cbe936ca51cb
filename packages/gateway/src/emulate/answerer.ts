import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer } from '../semantics/answer.ts';

/** Decides one request; the evaluator of the format that is emulated. */
export type Answerer = (request: GatewayRequest, now: number) => Answer;
