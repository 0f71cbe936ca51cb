/**
 * Answers by Envoy itself for some requests: ip-, ua- and referer-restriction, uri-blocker, workflow's `return`, the abort of
 * fault-injection, mocking. Each alternative of the condition is a route with a direct response.
 */
import { always, type Condition } from '@banyan/core/condition/condition.ts';
import type { AnswerWhen } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, type JsonObject } from '../config.ts';
import { withCanonicalPath } from '../lua/path.ts';
import { differencesOf } from './header-text.ts';
import { fixedText, format } from './template.ts';
import { protect } from './unmapped.ts';
import { type Applied, answer, type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';
import { guardsOf, isAlways } from './when.ts';

export function answerWhen(policy: AnswerWhen, variants: readonly Variant[], context: PolicyContext): Applied {
  const found = guardsOf(policy.when, context, variants[0]);
  if (found === undefined) return undecided(policy, variants, context);
  const differences: Difference[] =
    policy.repeated === undefined ? [...found.differences] : repeated(policy.repeated, context);
  const body = format(policy.body, context);
  const edits = policy.headers.map(([name, value]) => [name, format(value, context)] as const);
  const headers = edits.map(([name, { text: value }]) => headerOption(name, value));
  for (const [name, value] of edits) differences.push(...differencesOf(name, value));
  const early = [body, ...edits.map(([, value]) => value)].flatMap((one) => one.early);
  const text = fixedText(policy.body);
  differences.push(...differencesOf('body', body));
  const made = (variant: Variant, guard: readonly HeaderMatcher[]): Variant => {
    const one = answer(prepared(variant, early), policy.status, text ?? body.text, headers, guard);
    const whole = withoutLocation(policy, text === undefined ? formatted(one, policy, body.text, context) : one);
    return policy.share < 100 ? { ...whole, share: policy.share } : whole;
  };
  const certain = isAlways(policy.when) && policy.share === 100;
  return {
    variants: variants.flatMap((variant) => [
      ...found.guards.map((guard) => made(variant, guard)),
      ...(certain ? [] : [variant]),
    ]),
    differences,
  };
}

const repeated = (when: Condition, { route }: PolicyContext): Difference[] => [
  { code: 'ENV007', params: { route: route ?? '-' }, verdict: 'exact', when },
];

/** Envoy gives these statuses a location of its own making. */
function withoutLocation({ status, headers }: AnswerWhen, variant: Variant): Variant {
  const located = headers.some(([name]) => name.toLowerCase() === 'location');
  if (located || (status !== 201 && Math.floor(status / 100) !== 3)) return variant;
  return { ...variant, responseMutations: [{ remove: 'location' }, ...variant.responseMutations] };
}

/** A body with variables: Envoy fills them in when it answers. */
function formatted(variant: Variant, policy: AnswerWhen, body: string, { options }: PolicyContext): Variant {
  const type = policy.headers.find(([name]) => name.toLowerCase() === 'content-type');
  const content_type = type === undefined ? undefined : (fixedText(type[1]) ?? undefined);
  const final: JsonObject = {
    direct_response: {
      status: policy.status,
      body_format: { text_format_source: { inline_string: body }, omit_empty_values: true, content_type },
    },
  };
  const made = { ...variant, final };
  return options.allow.has('lua') ? withCanonicalPath(made) : made;
}

function undecided(policy: AnswerWhen, variants: readonly Variant[], context: PolicyContext): Applied {
  const params = { part: policy.origin, route: context.route ?? '-' };
  if (policy.protects)
    return protect(variants, context, { code: 'ENV090', params, verdict: 'unsupported', when: always });
  return { variants, differences: [{ code: 'ENV091', params, verdict: 'unsupported', when: policy.when }] };
}
