/**
 * csrf (apisix/plugins/csrf.lua; observed: csrf vectors): methods that change nothing pass; others need the same token in header
 * and cookie. Lua verifies it and issues a new one with every answer. Without Lua the other methods are closed.
 */
import { not } from '@banyan/core/condition/condition.ts';
import type { CheckCsrfToken } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption } from '../config.ts';
import { csrfHeader, csrfScript } from '../lua/csrf.ts';
import { script } from '../lua/script.ts';
import { methodMatcher } from '../match/conjunctions.ts';
import { matchersOf } from '../match/matchers.ts';
import { secretRefused } from './authentication.ts';
import { protect } from './unmapped.ts';
import { type Applied, answer, type PolicyContext, type Variant } from './variant.ts';

const safe = ['GET', 'HEAD', 'OPTIONS'];

export function checkCsrfToken(policy: CheckCsrfToken, variants: readonly Variant[], context: PolicyContext): Applied {
  const open = variants.filter(({ final }) => final === undefined);
  if (!context.needs.lua || context.options.secrets === 'refuse') return closed(policy, variants, open, context);
  context.needs.secrets = true;
  context.needs.removedEarly.add(csrfHeader);
  const filters = script('csrf', csrfScript(policy), true, context.needs);
  const next = variants.flatMap((given) => {
    const variant = { ...given, filters: { ...given.filters, ...filters } };
    return variant.final === undefined ? checked(policy, variant) : [variant];
  });
  return { variants: next, differences: [] };
}

function checked({ name, refusalBody }: CheckCsrfToken, variant: Variant): readonly Variant[] {
  const passing = (guard: readonly HeaderMatcher[]): Variant => ({ ...variant, guard: [...variant.guard, ...guard] });
  const refused = (error_msg: string, guard: readonly HeaderMatcher[]): Variant =>
    answer(
      variant,
      401,
      refusalBody ?? `${JSON.stringify({ error_msg })}\n`,
      [headerOption('content-type', contentType)],
      guard,
    );
  const found = (exact: string): readonly HeaderMatcher[] => [{ name: csrfHeader, string_match: { exact } }];
  const header = name.toLowerCase();
  const withCookie = matchersOf({ test: { subject: `cookie:${name}`, present: true }, negated: false }) ?? [];
  return [
    passing(methodMatcher(safe)),
    passing(found('good')),
    refused('no csrf token in headers', [{ name: header, present_match: true, invert_match: true }]),
    refused('no csrf token in headers', [{ name: header, string_match: { safe_regex: { regex: '[ \\t]*' } } }]),
    refused('csrf token mismatch', found('mismatch')),
    ...withCookie.map((guard) => refused('Failed to verify the csrf token signature', [guard])),
    refused('no csrf cookie', []),
  ];
}

const contentType = 'text/plain; charset=utf-8';

/** What changes something is closed; answers lack the new token. */
function closed(
  policy: CheckCsrfToken,
  variants: readonly Variant[],
  open: readonly Variant[],
  context: PolicyContext,
): Applied {
  const unsafe = not({ subject: 'method', in: safe });
  const why = context.needs.lua
    ? secretRefused(policy.origin)
    : ({ code: 'ENV072', params: { plugin: policy.origin }, verdict: 'unsupported' } as const);
  const token = { code: 'ENV073', params: { name: policy.name }, verdict: 'unsupported', when: not(unsafe) } as const;
  const made = protect(open, context, { ...why, when: unsafe });
  const shut = new Map(open.map((variant, index) => [variant, made.variants[index]]));
  const next = variants.flatMap((variant) => {
    const other = shut.get(variant);
    return other === undefined ? [variant] : [{ ...variant, guard: [...variant.guard, ...methodMatcher(safe)] }, other];
  });
  return { variants: next, differences: [...made.differences, token] };
}
