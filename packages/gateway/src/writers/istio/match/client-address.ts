/**
 * The client's address without a filter that names it. A gateway of Istio puts it into a header of its own before it
 * chooses a route, whatever the client sent under that name; only a client in meshNetworks has none, and there the last
 * entry of X-Forwarded-For is the peer. Where the source believes a header of some peers, those are alternatives as well.
 */
import type { Forwarding } from '../../../model/model.ts';
import type { HeaderMatcher } from '../../envoy/config.ts';
import { regex } from '../../envoy/config.ts';
import { withinRanges } from '../../envoy/language/addresses.ts';
import { internal } from '../../envoy/match/carrier.ts';
import { record } from '../../kubernetes/plain.ts';
import { patternOf, stringMatch } from '../../kubernetes/strings.ts';
import { shortRanges } from './addresses.ts';

const clientHeader = 'x-envoy-external-address';
const chainHeader = 'x-forwarded-for';
const address = '[0-9a-fA-F.:]+';

/** Lists of matchers, one of which must hold as a whole; undefined when a matcher has no such form. */
export function withoutAddressHeader(
  headers: readonly HeaderMatcher[],
  { believes }: Forwarding,
): readonly (readonly HeaderMatcher[])[] | undefined {
  const asked = headers.filter(({ name }) => name === internal.clientAddress);
  if (asked.length === 0) return [headers];
  const others = headers.filter(({ name }) => name !== internal.clientAddress);
  const tests = asked.map((one) => {
    const said = stringMatch(record(one['string_match'])) ?? shortRanges(one);
    return said === undefined ? undefined : { pattern: patternOf(said), inverted: one['invert_match'] === true };
  });
  if (tests.some((test) => test === undefined)) return undefined;
  const known = tests.flatMap((test) => test ?? []);
  const byPeer = known.map(({ pattern, inverted }) => clientIs(pattern, inverted));
  const noClient: HeaderMatcher = { name: clientHeader, present_match: true, invert_match: true };
  const insider = [...others, noClient, ...known.map(({ pattern, inverted }) => lastIs(pattern, inverted))];
  const ranges = believes === undefined ? undefined : withinRanges(believes.from);
  if (believes === undefined || ranges === undefined) return [[...others, client, ...byPeer], insider];
  const name = believes.header.toLowerCase();
  const trusted = clientIs(ranges, false);
  const said: HeaderMatcher = { name, string_match: regex(address) };
  const byHeader = known.map(
    ({ pattern, inverted }): HeaderMatcher => ({
      name,
      string_match: regex(pattern),
      ...(inverted ? { invert_match: true, treat_missing_header_as_empty: true } : {}),
    }),
  );
  return [
    [...others, client, ...byPeer, clientIs(ranges, true)],
    [...others, trusted, said, ...byHeader],
    [...others, ...byPeer, trusted, { ...said, invert_match: true, treat_missing_header_as_empty: true }],
    insider,
  ];
}

/** Without it an inverted test would hold for clients that have no such header. */
const client: HeaderMatcher = { name: clientHeader, present_match: true };

const clientIs = (pattern: string, inverted: boolean): HeaderMatcher => ({
  name: clientHeader,
  string_match: regex(pattern),
  ...(inverted ? { invert_match: true, treat_missing_header_as_empty: true } : {}),
});

const lastIs = (pattern: string, inverted: boolean): HeaderMatcher => ({
  name: chainHeader,
  string_match: regex(`(?:.*, *)?${pattern.startsWith('(?:') ? pattern : `(?:${pattern})`}`),
  ...(inverted ? { invert_match: true, treat_missing_header_as_empty: true } : {}),
});
