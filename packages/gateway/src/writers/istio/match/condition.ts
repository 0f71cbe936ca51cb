/** For which requests an Envoy route is meant, as a condition: where to look when something about the route is said. */
import { all, any, type Condition, not, type Subject } from '@banyan/core/condition/condition.ts';
import type { HeaderMatcher, JsonObject } from '../../envoy/config.ts';
import { record } from '../../kubernetes/plain.ts';
import { internal } from '../../envoy/match/carrier.ts';

const subjects: Readonly<Record<string, Subject>> = {
  ':method': 'method',
  ':scheme': 'scheme',
  ':authority': 'hostHeader',
  ':path': 'target',
  [internal.clientAddress]: 'clientAddress',
  [internal.port]: 'port',
  [internal.httpVersion]: 'httpVersion',
  [internal.sni]: 'sni',
};

/** The header matchers of a route; what has no condition is left out, so that the condition holds too often. */
export const conditionOf = (headers: readonly HeaderMatcher[]): Condition => all(headers.map(one));

/** Requests that get as far as a route: those before it, of the same rule, did not take them. */
export const conditionAfter = (
  headers: readonly HeaderMatcher[],
  before: readonly (readonly HeaderMatcher[])[],
): Condition =>
  all([
    conditionOf(headers),
    ...(before.length > mostBefore
      ? []
      : [not(any(before.filter((list) => !list.some(internalOnly)).map(conditionOf)))]),
  ]);

/** Beyond this many routes a condition says more than it helps. */
const mostBefore = 12;

/** Set on the way: no request has it. */
const internalOnly = ({ name }: HeaderMatcher): boolean => name.startsWith('x-banyan-') && subjects[name] === undefined;

function one(matcher: HeaderMatcher): Condition {
  if (internalOnly(matcher)) return all([]);
  const { name, invert_match, present_match, string_match } = matcher;
  const subject = subjects[name] ?? (`header:${name.toLowerCase()}` as const);
  const test = present_match === true ? ({ subject, present: true } as const) : testOf(subject, record(string_match));
  if (test === undefined) return all([]);
  return invert_match === true ? not(test) : test;
}

function testOf(subject: Subject, { exact, prefix, suffix, contains, safe_regex }: JsonObject): Condition | undefined {
  if (typeof exact === 'string') return { subject, equals: exact };
  if (typeof prefix === 'string') return { subject, prefix };
  if (typeof suffix === 'string') return { subject, suffix };
  if (typeof contains === 'string') return { subject, contains };
  const { regex } = record(safe_regex);
  return typeof regex !== 'string' ? undefined : { subject, matches: `^(?:${regex.replaceAll('\\C', '.')})$` };
}
