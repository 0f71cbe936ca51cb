/** redirect: to HTTPS (301 for GET and HEAD, 308 otherwise), or to a location (apisix/plugins/redirect.lua). */
import { always } from '@banyan/core/condition/condition.ts';
import type { Redirect } from '../../../model/policy.ts';
import { headerOption, type HeaderMatcher } from '../config.ts';
import { protect } from './unmapped.ts';
import { fixedText, format, readOtherwise } from './template.ts';
import { type Applied, answer, type PolicyContext, type Variant } from './variant.ts';

const overPlainHttp: HeaderMatcher = { name: ':scheme', string_match: { exact: 'http' } };
const reads: HeaderMatcher = { name: ':method', string_match: { safe_regex: { regex: 'GET|HEAD' } } };
const html = headerOption('content-type', 'text/html');

export function redirect(policy: Redirect, variants: readonly Variant[], context: PolicyContext): Applied {
  if (policy.to.kind === 'https') {
    const port = policy.to.port;
    return { variants: variants.flatMap((one) => toHttps(one, port)), differences: [page] };
  }
  if (policy.to.kind === 'regex')
    return protect(variants, context, {
      code: 'ENV036',
      params: { pattern: policy.to.pattern },
      verdict: 'unsupported',
      when: always,
    });
  const { location, encode, appendQuery } = policy.to;
  const formatted = format(location, context);
  const fixed = fixedText(location);
  const unknown = formatted.unknown.map((variable) => ({
    code: 'ENV031' as const,
    params: { name: 'location', variable },
    verdict: 'unsupported' as const,
    when: always,
  }));
  const doubtful = formatted.doubtful.map((variable) => ({
    code: 'ENV034' as const,
    params: { name: 'location', variable },
    verdict: 'approximated' as const,
    when: readOtherwise(variable),
  }));
  const encoded = encode
    ? fixed === undefined
      ? formatted.text
      : encodeURI(fixed).replaceAll('%', '%%')
    : formatted.text;
  const query = appendQuery ? queryAfter(fixed ?? '') : '';
  return {
    variants: variants.map((one) => to(one, policy.status, encoded + query)),
    differences: [page, ...unknown, ...doubtful],
  };
}

/** The body of a redirect is a page of the server, whose text nobody relies on. */
const page = { code: 'ENV037', verdict: 'exact' } as const;

const queryAfter = (location: string): string =>
  `%CEL(request.query == '' ? '' : '${location.includes('?') ? '&' : '?'}' + request.query)%`;

const to = (variant: Variant, status: number, location: string): Variant =>
  answer(variant, status, '', [headerOption('location', location), html]);

/** The host without its port: Envoy's own redirect does that, format strings do not. */
function toHttps(variant: Variant, port: number): readonly Variant[] {
  const guarded = (guard: readonly HeaderMatcher[], response_code: string): Variant => ({
    ...variant,
    guard: [...variant.guard, overPlainHttp, ...guard],
    final: { redirect: { https_redirect: true, port_redirect: port, response_code } },
    finalHeaders: [...variant.finalHeaders, html],
  });
  return [guarded([reads], 'MOVED_PERMANENTLY'), guarded([], 'PERMANENT_REDIRECT'), variant];
}
