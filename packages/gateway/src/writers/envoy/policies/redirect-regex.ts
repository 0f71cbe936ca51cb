/**
 * redirect `regex_uri`: where the pattern is found in the decoded path, its first occurrence is replaced, and the result is
 * the location; other requests go on (apisix/plugins/redirect.lua). With Lua the location is as the source's, where Lua
 * has such a pattern; Envoy's own redirect works on the path as sent, writes an absolute location and knows five statuses.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Redirect } from '../../../model/transforms.ts';
import type { HeaderMatcher, JsonObject } from '../config.ts';
import { withCanonicalPath } from '../lua/path.ts';
import { luaPattern, luaReplacement } from '../lua/pattern.ts';
import { keep, kept } from '../lua/variables.ts';
import { matchersOf } from '../match/matchers.ts';
import { page, pageType, redirected } from './redirected.ts';
import { firstOccurrence } from './regex-path.ts';
import { protect } from './unmapped.ts';
import { type Applied, type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';

type RegexRedirect = Extract<Redirect['to'], { readonly kind: 'regex' }>;

/** The statuses that Envoy's redirect knows. */
const codes: Readonly<Record<number, string>> = {
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

export function redirectRegex(
  to: RegexRedirect,
  status: number,
  variants: readonly Variant[],
  context: PolicyContext,
): Applied {
  const guards = matchersOf({ test: { subject: 'path', matches: to.pattern }, negated: false });
  const location = context.options.allow.has('lua') && guards !== undefined ? byLua(to) : undefined;
  if (location !== undefined)
    return {
      variants: variants.flatMap((one) => [found(one, status, guards ?? [], location), one]),
      differences: [page],
    };
  const [guard, redirect] = native(to, status) ?? [];
  if (guard === undefined || redirect === undefined) {
    const [code, verdict, when] = ['ENV036', 'unsupported', { always: true }] as const;
    return protect(variants, context, { code, params: { pattern: to.pattern }, verdict, when });
  }
  const type = { append: pageType(status) };
  const next = variants.flatMap((variant) => [
    {
      ...variant,
      guard: [...variant.guard, ...guard],
      final: { redirect },
      responseMutations: [type, ...variant.responseMutations],
    },
    variant,
  ]);
  return { variants: next, differences: [difference(to)] };
}

/** An expression for the location. */
function byLua({ pattern, location, encode, appendQuery }: RegexRedirect): string | undefined {
  const made = luaPattern(pattern);
  if (made === undefined) return undefined;
  const text = `(path(headers):gsub("${made.text}", "${luaReplacement(location, made.captures)}", 1))`;
  if (!encode && !appendQuery) return text;
  return `location(${text}, ${encode}, ${appendQuery ? 'query(headers)' : '""'})`;
}

function found(variant: Variant, status: number, guards: readonly HeaderMatcher[], location: string): Variant {
  const one = prepared(withCanonicalPath(variant), [keep('location', location)]);
  return redirected(one, status, kept('location'), guards);
}

function native(to: RegexRedirect, status: number): readonly [readonly HeaderMatcher[], JsonObject] | undefined {
  const absolute = /^(https?):\/\/([A-Za-z0-9.:-]+)(\/.*)$/s.exec(to.location);
  const [, scheme_redirect, host_redirect, location = to.location] = absolute ?? [];
  const made = firstOccurrence(to.pattern, location);
  const response_code = codes[status];
  // Without an anchor the path's own begin stays, so the location begins with a slash in any case.
  const rooted = made !== undefined && (made.anchored ? location.startsWith('/') : host_redirect === undefined);
  if (made === undefined || response_code === undefined || !rooted) return undefined;
  const strip_query = to.appendQuery ? undefined : true;
  return [made.guard, { scheme_redirect, host_redirect, regex_rewrite: made.rewrite, strip_query, response_code }];
}

/** A location without host is made absolute, captures are not decoded, and a query of its own is lost. */
const difference = ({ pattern, location }: RegexRedirect): Difference => {
  const near = /^https?:/.test(location) && !location.includes('?');
  const when: Condition = near ? { subject: 'rawPath', contains: '%' } : { subject: 'path', matches: pattern };
  return { code: 'ENV046', verdict: 'approximated', when };
};
