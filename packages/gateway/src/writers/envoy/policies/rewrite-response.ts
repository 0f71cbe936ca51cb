/** response-rewrite: headers of every answer of the route, and a status or body where Envoy can set them. */
import type { RewriteResponse } from '../../../model/policy.ts';
import { headerOption, type JsonObject } from '../config.ts';
import { conjunctionsOf } from '../match/conjunctions.ts';
import { fixedText, format } from './template.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';
import { checked } from './header-text.ts';

export function rewriteResponse(
  policy: RewriteResponse,
  variants: readonly Variant[],
  context: PolicyContext,
): Applied {
  const differences: Difference[] = [];
  const mutations = responseMutations(policy, context, differences);
  if (policy.status !== undefined || policy.body !== undefined)
    differences.push({
      code: 'ENV035',
      params: { part: policy.status === undefined ? 'body' : 'status_code' },
      verdict: 'unsupported',
      when: policy.condition,
    });
  const changed = (one: Variant): Variant => ({
    ...one,
    responseMutations: [...one.responseMutations, ...mutations],
  });
  if (mutations.length === 0) return { variants, differences };
  if ('always' in policy.condition && policy.condition.always) return { variants: variants.map(changed), differences };
  const conjunctions = conjunctionsOf(policy.condition);
  if (conjunctions === undefined || conjunctions.some(({ undecided }) => undecided.length > 0)) {
    differences.push({ code: 'ENV035', params: { part: 'vars' }, verdict: 'unsupported', when: policy.condition });
    return { variants, differences };
  }
  const guarded = variants.flatMap((one) => [
    ...conjunctions.map(({ headers }) => changed({ ...one, guard: [...one.guard, ...headers] })),
    one,
  ]);
  return { variants: guarded, differences };
}

function responseMutations(
  policy: RewriteResponse,
  context: PolicyContext,
  differences: Difference[],
): readonly JsonObject[] {
  const { add, set, remove } = policy.headers;
  const option = (
    name: string,
    template: (typeof add)[number][1],
    action: 'APPEND_IF_EXISTS_OR_ADD' | 'OVERWRITE_IF_EXISTS_OR_ADD',
  ): JsonObject => {
    const text = checked(name, format(template, context), differences);
    return { append: { ...headerOption(name, text, action), keep_empty_value: undefined } };
  };
  // nginx drops a header that is empty, also one of the upstream.
  const overwritten = (name: string, template: (typeof set)[number][1]): readonly JsonObject[] => {
    const made = option(name, template, 'OVERWRITE_IF_EXISTS_OR_ADD');
    const text = fixedText(template);
    if (text === '') return [{ remove: name }];
    return text === undefined ? [{ remove: name }, made] : [made];
  };
  return [
    ...add.map(([name, template]) => option(name, template, 'APPEND_IF_EXISTS_OR_ADD')),
    ...set.flatMap(([name, template]) => overwritten(name, template)),
    ...remove.map((name) => ({ remove: name })),
  ];
}
