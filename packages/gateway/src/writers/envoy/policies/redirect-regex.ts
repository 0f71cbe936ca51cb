/**
 * redirect `regex_uri`: where the pattern is found in the path, its replacement becomes the location; other requests go on
 * (apisix/plugins/redirect.lua). Envoy's redirect writes an absolute location; with Lua the location is as the source's.
 */
import { any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Redirect } from '../../../model/policy.ts';
import type { JsonObject } from '../config.ts';
import { relativeLocation, responseLua, withCanonicalPath } from '../lua/path.ts';
import { firstOccurrence } from './regex-path.ts';
import { protect } from './unmapped.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';

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
  const found = /^(https?):\/\/([A-Za-z0-9.:-]+)(\/.*)$/s.exec(to.location);
  const [, scheme, host, location = to.location] = found ?? [];
  const made = firstOccurrence(to.pattern, location);
  const response_code = codes[status];
  // Without an anchor the path's own begin stays, so the location begins with a slash in any case.
  const rooted = made !== undefined && (made.anchored ? location.startsWith('/') : host === undefined);
  if (made === undefined || response_code === undefined || !rooted) {
    const when: Condition = { always: true };
    return protect(variants, context, {
      code: 'ENV036',
      params: { pattern: to.pattern },
      verdict: 'unsupported',
      when,
    });
  }
  const lua = context.options.allow.has('lua');
  const final: JsonObject = {
    redirect: {
      scheme_redirect: scheme,
      host_redirect: host,
      regex_rewrite: made.rewrite,
      strip_query: to.appendQuery ? undefined : true,
      response_code,
    },
  };
  const next = variants.flatMap((variant) => {
    const open = lua ? withCanonicalPath(variant) : variant;
    const redirected: Variant = { ...open, guard: [...open.guard, ...made.guard], final };
    const relative = { ...redirected, filters: { ...redirected.filters, [responseLua]: relativeLocation } };
    return [lua && host === undefined ? relative : redirected, variant];
  });
  return {
    variants: next,
    differences: [difference(to.pattern, (lua || host !== undefined) && !to.location.includes('?'))],
  };
}

/** Captures are not decoded; without Lua every location is absolute. */
const difference = (matches: string, exact: boolean): Difference => ({
  code: 'ENV046',
  verdict: 'approximated',
  when: exact
    ? any([
        { subject: 'rawPath', contains: '%' },
        { subject: 'method', equals: 'HEAD' },
      ])
    : { subject: 'path', matches },
});
