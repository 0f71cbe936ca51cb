/** redirect: to HTTPS (301 for GET and HEAD, 308 otherwise), or to a location (apisix/plugins/redirect.lua). */
import { always, any } from '@banyan/core/condition/condition.ts';
import type { Redirect } from '../../../model/policy.ts';
import { headerOption, type HeaderMatcher } from '../config.ts';
import { withCanonicalPath } from '../lua/path.ts';
import { redirectRegex } from './redirect-regex.ts';
import { fixedText, format, readOtherwise } from './template.ts';
import { type Applied, answer, type Difference, type PolicyContext, type Variant } from './variant.ts';

const overPlainHttp: HeaderMatcher = { name: ':scheme', string_match: { exact: 'http' } };
const reads: HeaderMatcher = { name: ':method', string_match: { safe_regex: { regex: 'GET|HEAD' } } };

export function redirect(policy: Redirect, variants: readonly Variant[], context: PolicyContext): Applied {
  if (policy.to.kind === 'https') {
    const port = policy.to.port;
    return { variants: variants.flatMap((one) => toHttps(one, port)), differences: [page, portOrCase] };
  }
  if (policy.to.kind === 'regex') return redirectRegex(policy.to, policy.status, variants, context);
  const { location, encode, appendQuery } = policy.to;
  const canonical = (one: Variant): Variant => (context.options.allow.has('lua') ? withCanonicalPath(one) : one);
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
  const query = appendQuery ? queryAfter(formatted.text) : '';
  return {
    variants: variants.map((one) => to(canonical(one), policy.status, encoded + query)),
    differences: [page, ...unknown, ...doubtful],
  };
}

/** The body of a redirect is a page of the server, whose text nobody relies on. */
const page = { code: 'ENV037', verdict: 'exact' } as const;

const plainText = headerOption('content-type', 'text/plain; charset=utf-8');

const queryAfter = (location: string): string =>
  `%CEL(request.query == '' ? '' : '${location.includes('?') ? '&' : '?'}')%%CEL(request.query)%`;

/** The page is there for its content type: Envoy takes that off an empty answer. */
function to(variant: Variant, status: number, location: string, guard: readonly HeaderMatcher[] = []): Variant {
  if (![301, 302, 303, 307, 308].includes(status))
    return answer(
      variant,
      status,
      '',
      [headerOption('location', location), ...(status < 300 ? [plainText] : [])],
      guard,
    );
  const page = `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n</body>\r\n</html>\r\n`;
  const made = answer(variant, status, page, [headerOption('location', location)], guard);
  // Set by the filter, where it is not completed with a charset; nginx does so for 308 only.
  const type = headerOption('content-type', status === 308 ? 'text/html; charset=utf-8' : 'text/html');
  return { ...made, responseMutations: [{ append: type }, ...made.responseMutations] };
}

const withoutPort: HeaderMatcher = { name: ':authority', string_match: { safe_regex: { regex: '[^:]*' } } };

/** A port in the Host header is taken off by Envoy's own redirect only, which names port 443 though it need not. */
function toHttps(variant: Variant, port: number): readonly Variant[] {
  const open: Variant = { ...variant, guard: [...variant.guard, overPlainHttp] };
  const location = `https://%REQ(:AUTHORITY)%${port === 443 ? '' : `:${port}`}%REQ(:PATH)%`;
  const native = (guard: readonly HeaderMatcher[], response_code: string): Variant => ({
    ...open,
    guard: [...open.guard, ...guard],
    final: { redirect: { https_redirect: true, port_redirect: port, response_code } },
  });
  return [
    to(open, 301, location, [withoutPort, reads]),
    to(open, 308, location, [withoutPort]),
    native([reads], 'MOVED_PERMANENTLY'),
    native([], 'PERMANENT_REDIRECT'),
    variant,
  ];
}

const portOrCase: Difference = {
  code: 'ENV034',
  params: { name: 'location', variable: 'host' },
  verdict: 'approximated',
  when: any([
    readOtherwise('host'),
    { subject: 'hostHeader', contains: ':' },
    { subject: 'target', matches: '%|\\?$' },
  ]),
};
