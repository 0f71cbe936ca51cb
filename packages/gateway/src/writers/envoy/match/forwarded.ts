/**
 * Which requests of a rule reach an upstream, read from its variants: what upstreams receive otherwise does not matter for
 * requests that Envoy answers itself. What is not known for sure counts as forwarded, so the condition is never too narrow.
 */
import { all, always, any, type Condition, not, type Subject } from '@banyan/core/condition/condition.ts';
import type { HeaderMatcher } from '../config.ts';
import type { Variant } from '../policies/variant.ts';
import { literalOf } from './matchers.ts';

/**
 * The condition. `told` are the matchers that stand for conditions of the source: others may hold a secret, as those of
 * credentials do, and only tell that their header is there.
 */
export function forwardedOf(variants: readonly Variant[], told: ReadonlySet<HeaderMatcher>): Condition {
  const answered: Condition[] = [];
  const forwarded: Condition[] = [];
  for (const variant of variants) {
    const parts = variant.guard.map((matcher) => read(matcher, told));
    if (isForwarding(variant)) forwarded.push(all(parts.map(({ condition }) => condition)));
    else if (forwarded.length === 0 && isCertain(variant) && parts.every(({ exact }) => exact))
      answered.push(all(parts.map(({ condition }) => condition)));
  }
  return all([not(any(answered)), any(forwarded)]);
}

const isForwarding = ({ final }: Variant): boolean => final === undefined || 'route' in final;

/** Nothing but the guard decides who is meant. */
const isCertain = ({ share, path }: Variant): boolean => share === undefined && path === undefined;

/** What a matcher asks for; not exact where it may ask for more. */
interface Read {
  readonly condition: Condition;
  readonly exact: boolean;
}

const unknown: Read = { condition: always, exact: false };

function read(matcher: HeaderMatcher, told: ReadonlySet<HeaderMatcher>): Read {
  const literal = told.has(matcher) ? literalOf(matcher) : undefined;
  if (literal !== undefined) return { condition: literal.negated ? not(literal.test) : literal.test, exact: true };
  const { name } = matcher;
  if (name === ':method' || name === ':scheme') return plain(matcher, name === ':method' ? 'method' : 'scheme');
  if (name.startsWith(':') || name.startsWith('x-banyan-')) return unknown;
  const present: Condition = { subject: `header:${name}`, present: true };
  const inverted = matcher['invert_match'] === true;
  if ('present_match' in matcher) return { condition: inverted ? not(present) : present, exact: true };
  return inverted || matcher['treat_missing_header_as_empty'] === true ? unknown : { condition: present, exact: false };
}

function plain(matcher: HeaderMatcher, subject: Subject): Read {
  if (matcher['invert_match'] === true) return unknown;
  const test: unknown = matcher['string_match'];
  const exact: unknown = Reflect.get(Object(test), 'exact');
  if (typeof exact === 'string') return { condition: { subject, equals: exact }, exact: true };
  const pattern: unknown = Reflect.get(Object(Reflect.get(Object(test), 'safe_regex')), 'regex');
  return typeof pattern === 'string' ? { condition: { subject, matches: `^(?:${pattern})$` }, exact: true } : unknown;
}
