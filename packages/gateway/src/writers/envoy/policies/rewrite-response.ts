/**
 * response-rewrite and echo: headers of every answer of the route by mutations; status, body, and what depends on the
 * status, by Lua (apisix/plugins/response-rewrite.lua). Lua holds the whole body in memory to change it: that is said.
 */
import { all, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { RewriteResponse } from '../../../model/transforms.ts';
import type { JsonObject } from '../config.ts';
import {
  aroundBody,
  dropBody,
  filterBody,
  forgetBody,
  readStatus,
  setBody,
  setStatus,
  statusCondition,
} from '../lua/answer.ts';
import { conjunctionsOf } from '../match/conjunctions.ts';
import { answerMutations, answerStatements } from './answer-headers.ts';
import { type Applied, type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';

interface Change {
  readonly early: readonly string[];
  readonly mutations: readonly JsonObject[];
  readonly late: readonly string[];
}

export function rewriteResponse(
  policy: RewriteResponse,
  variants: readonly Variant[],
  context: PolicyContext,
): Applied {
  const differences: Difference[] = [];
  const change = changeOf(policy, context, differences);
  if (change.mutations.length + change.late.length === 0) return { variants, differences };
  const changed = (one: Variant): Variant => ({
    ...prepared(one, change.early),
    responseMutations: [...one.responseMutations, ...change.mutations],
    late: [...one.late, ...change.late],
  });
  if ('always' in policy.condition && policy.condition.always) return { variants: variants.map(changed), differences };
  const conjunctions = conjunctionsOf(policy.condition);
  if (conjunctions === undefined || conjunctions.some(({ undecided }) => undecided.length > 0))
    return { variants, differences: [...differences, left('vars', policy)] };
  const guarded = variants.flatMap((one) => [
    ...conjunctions.map(({ headers }) => changed({ ...one, guard: [...one.guard, ...headers] })),
    one,
  ]);
  return { variants: guarded, differences };
}

const left = (part: string, { condition }: RewriteResponse): Difference => ({
  code: 'ENV035',
  params: { part },
  verdict: 'unsupported',
  when: condition,
});

function changeOf(policy: RewriteResponse, context: PolicyContext, differences: Difference[]): Change {
  const { status, body, around, filters, statuses, headers } = policy;
  const touchesBody = body !== undefined || around !== undefined || filters.length > 0;
  if (!context.options.allow.has('lua')) {
    if (statuses.length > 0) {
      differences.push(left('vars', policy));
      return { early: [], mutations: [], late: [] };
    }
    if (status !== undefined) differences.push(left('status_code', policy));
    if (touchesBody) {
      const whole = left(filters.length > 0 ? 'filters' : 'body', policy);
      differences.push({ ...whole, when: all([policy.condition, withBody]) });
    }
    return { ...answerMutations(headers, context, differences), late: [] };
  }
  const bodySteps = touchesBody ? bodyStatements(policy) : [];
  if (bodySteps === undefined) differences.push(left('filters', policy));
  else if (touchesBody) differences.push(held);
  const steps = [...(status === undefined ? [] : [setStatus(status)]), ...(touchesBody ? forgetBody : [])];
  // Headers cannot be changed any more when the body was asked for.
  const ended = [...(bodySteps ?? []), ...(status === 204 || status === 304 ? [dropBody] : [])];
  const condition = statusCondition(statuses);
  if (condition === undefined && !touchesBody) {
    const made = answerMutations(headers, context, differences);
    return { ...made, late: [...steps, ...ended] };
  }
  const edits = answerStatements(headers, context, differences);
  const late = [...steps, ...edits.statements, ...ended];
  return { early: edits.early, mutations: [], late: condition === undefined ? late : [conditional(condition, late)] };
}

const conditional = (condition: string, statements: readonly string[]): string =>
  `${readStatus}\nif ${condition} then\n${statements.map((one) => `  ${one.replaceAll('\n', '\n  ')}`).join('\n')}\nend`;

/** The answer to a HEAD has none. */
const withBody: Condition = not({ subject: 'method', equals: 'HEAD' });

const held: Difference = { code: 'ENV140', verdict: 'approximated' };

function bodyStatements({ body, around, filters }: RewriteResponse): readonly string[] | undefined {
  if (filters.length > 0) {
    const made = filterBody(filters);
    return made === undefined ? undefined : [made];
  }
  if (body === undefined) return around === undefined ? [] : [aroundBody(around)];
  const [before, after] = (around ?? ['', '']).map((text) => Buffer.from(text, 'utf8'));
  return [setBody(Buffer.concat([before ?? Buffer.of(), Buffer.from(body), after ?? Buffer.of()]))];
}
