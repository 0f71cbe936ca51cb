/** redirect: to HTTPS (301 for GET and HEAD, 308 otherwise), or to a location (apisix/plugins/redirect.lua). */
import { any } from '@banyan/core/condition/condition.ts';
import type { Template } from '../../../model/base.ts';
import type { Redirect } from '../../../model/transforms.ts';
import type { HeaderMatcher } from '../config.ts';
import { withCanonicalPath } from '../lua/path.ts';
import { keep, kept, luaText } from '../lua/variables.ts';
import { differencesOf } from './header-text.ts';
import { redirectRegex } from './redirect-regex.ts';
import { page, redirected } from './redirected.ts';
import { fixedText, format, readOtherwise } from './template.ts';
import { type Applied, type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';

const overPlainHttp: HeaderMatcher = { name: ':scheme', string_match: { exact: 'http' } };
const reads: HeaderMatcher = { name: ':method', string_match: { safe_regex: { regex: 'GET|HEAD' } } };

export function redirect(policy: Redirect, variants: readonly Variant[], context: PolicyContext): Applied {
  const { to } = policy;
  if (to.kind === 'regex') return redirectRegex(to, policy.status, variants, context);
  if (to.kind === 'https') return toHttps(to.port, variants, context);
  const fixed = fixedText(to.location);
  if (context.options.allow.has('lua') && (fixed === undefined || to.appendQuery))
    return { variants: variants.map((one) => byLua(one, policy.status, to, context)), differences: [page] };
  const formatted = format(to.location, context);
  const text = to.encode && fixed !== undefined ? encodeURI(fixed).replaceAll('%', '%%') : formatted.text;
  const query = to.appendQuery ? queryAfter(formatted.text) : '';
  return {
    variants: variants.map((one) => redirected(one, policy.status, text + query)),
    differences: [page, ...differencesOf('location', formatted)],
  };
}

/** The location as the source makes it: from the decoded path. */
function byLua(
  variant: Variant,
  status: number,
  to: Extract<Redirect['to'], { readonly kind: 'location' }>,
  context: PolicyContext,
  guard: readonly HeaderMatcher[] = [],
): Variant {
  const text = luaText(to.location, context);
  const made =
    to.encode || to.appendQuery ? `location(${text}, ${to.encode}, ${to.appendQuery ? 'query(headers)' : '""'})` : text;
  const one = prepared(withCanonicalPath(variant), [keep('location', made)]);
  return redirected(one, status, kept('location'), guard);
}

const queryAfter = (location: string): string =>
  `%CEL(request.query == '' ? '' : '${location.includes('?') ? '&' : '?'}')%%CEL(request.query)%`;

/** Host without port, and the decoded path, by Lua; else a port in the Host header and escapes stay. */
function toHttps(port: number, variants: readonly Variant[], context: PolicyContext): Applied {
  const suffix = port === 443 ? '' : `:${port}`;
  const location: Template = ['https://', { attribute: 'host' }, suffix, { attribute: 'requestUri' }];
  const lua = context.options.allow.has('lua');
  const next = variants.flatMap((variant) => {
    const open: Variant = { ...variant, guard: [...variant.guard, overPlainHttp] };
    const to = { kind: 'location', location, encode: false, appendQuery: false } as const;
    const text = `https://%REQ(:AUTHORITY)%${suffix}%REQ(:PATH)%`;
    const made = (status: number, guard: readonly HeaderMatcher[]): Variant =>
      lua ? byLua(open, status, to, context, guard) : redirected(open, status, text, guard);
    if (lua) return [made(301, [reads]), made(308, []), variant];
    const native = (guard: readonly HeaderMatcher[], response_code: string): Variant => ({
      ...open,
      guard: [...open.guard, ...guard],
      final: { redirect: { https_redirect: true, port_redirect: port, response_code } },
    });
    return [
      made(301, [withoutPort, reads]),
      made(308, [withoutPort]),
      native([reads], 'MOVED_PERMANENTLY'),
      native([], 'PERMANENT_REDIRECT'),
      variant,
    ];
  });
  return { variants: next, differences: lua ? [page] : [page, portOrCase] };
}

/** A port in the Host header is taken off by Envoy's own redirect only, which names port 443 though it need not. */
const withoutPort: HeaderMatcher = { name: ':authority', string_match: { safe_regex: { regex: '[^:]*' } } };

const portOrCase: Difference = {
  code: 'ENV034',
  params: { name: 'location', variable: 'host' },
  verdict: 'approximated',
  when: any([readOtherwise('host'), readOtherwise('requestUri')].filter((one) => one !== undefined)),
};
