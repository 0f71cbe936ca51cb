/** Answers that send the client elsewhere, with the page that nginx gives them. */
import { type HeaderMatcher, headerOption } from '../config.ts';
import { answer, type Difference, type Variant } from './variant.ts';

/** The body of a redirect is a page of the server, whose text nobody relies on. */
export const page: Difference = { code: 'ENV037', verdict: 'exact' };

const plainText = headerOption('content-type', 'text/plain; charset=utf-8');

/** An answer with a location. nginx gives its page the type of HTML, and that a charset but for 301 and 302. */
export function redirected(
  variant: Variant,
  status: number,
  location: string,
  guard: readonly HeaderMatcher[] = [],
): Variant {
  const where = headerOption('location', location);
  if (status < 300) return answer(variant, status, '', [where, plainText], guard);
  if (status < 400 && ![301, 302, 303, 307, 308].includes(status)) return answer(variant, status, '', [where], guard);
  const body = `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n</body>\r\n</html>\r\n`;
  const made = answer(variant, status, body, [where], guard);
  return { ...made, responseMutations: [{ append: pageType(status) }, ...made.responseMutations] };
}

/** Set by a filter: Envoy itself would complete it with a charset. */
export const pageType = (status: number) =>
  headerOption('content-type', status === 301 || status === 302 ? 'text/html' : 'text/html; charset=utf-8');
