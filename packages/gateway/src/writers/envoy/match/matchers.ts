/** One literal of a condition as native header matchers. */
import { acceptsEmpty, type Expression } from '../language/expression.ts';
import { languageOf } from '../language/test-language.ts';
import { type HeaderMatcher, type JsonObject, regex } from '../config.ts';
import { remembering } from '../memory.ts';
import { type Carrier, carrierOf } from './carrier.ts';
import type { Literal } from './literals.ts';

/**
 * The alternatives, one matcher each; undefined when Envoy cannot say it.
 *
 * Observed with Envoy 1.39.3: an inverted matcher on a header that is missing does not match, so "absent or different"
 * is said with `treat_missing_header_as_empty`, and with two routes where the empty value itself would match.
 */
export const matchersOf = (literal: Literal): readonly HeaderMatcher[] | undefined =>
  remembered(JSON.stringify(literal), () => {
    const found = made(literal);
    for (const one of found ?? []) literals.set(one, literal);
    return found;
  });

/** Which literal a matcher stands for: other targets may have a shorter word for it. */
const literals = new WeakMap<HeaderMatcher, Literal>();
export const literalOf = (matcher: HeaderMatcher): Literal | undefined => literals.get(matcher);

const remembered = remembering<readonly HeaderMatcher[] | undefined>();

function made({ test, negated }: Literal): readonly HeaderMatcher[] | undefined {
  const carrier = carrierOf(test.subject);
  if (carrier === undefined) return undefined;
  const name = carrier.header;
  if ('present' in test && carrier.direct) {
    if (carrier.certain) return negated ? [] : [{ name, present_match: true }];
    return [{ name, present_match: true, invert_match: negated ? true : undefined }];
  }
  const language = languageOf(test);
  if (language === undefined) return undefined;
  const string_match = carrier.direct ? simple(test, language, carrier) : wrapped(carrier, language);
  if (string_match === undefined) return undefined;
  if (!negated) return [{ name, string_match }];
  if (carrier.certain) return [{ name, string_match, invert_match: true }];
  if (!carrier.direct || !acceptsEmpty(language))
    return [{ name, string_match, invert_match: true, treat_missing_header_as_empty: true }];
  return [
    { name, present_match: true, invert_match: true },
    { name, string_match, invert_match: true },
  ];
}

function wrapped(carrier: Carrier, language: Expression): JsonObject | undefined {
  const pattern = carrier.wrap(language);
  return pattern === undefined ? undefined : regex(pattern);
}

/** The matchers that Envoy has a word for; a regular expression for all others. */
function simple(test: Literal['test'], language: Expression, carrier: Carrier): JsonObject | undefined {
  if ('equals' in test) return { exact: test.equals };
  if ('in' in test && test.in.length === 1) return { exact: test.in[0] };
  if ('prefix' in test && test.prefix !== '') return { prefix: test.prefix };
  if ('suffix' in test && test.suffix !== '') return { suffix: test.suffix };
  if ('contains' in test && test.contains !== '') return { contains: test.contains };
  return wrapped(carrier, language);
}
