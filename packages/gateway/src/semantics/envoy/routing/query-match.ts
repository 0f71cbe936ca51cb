import { type Data, field, flag, tableOrEmpty, text } from '../data.ts';
import { stringMatch } from '../text/string-match.ts';

export type Parameters = readonly (readonly [name: string, value: string])[];
export type QueryMatch = (parameters: Parameters) => boolean;

/** A `QueryParameterMatcher`: the first parameter of that name, decoded; without a matcher it must be there. */
export function queryMatch(matcher: Data): QueryMatch | undefined {
  const name = text(matcher, 'name') ?? '';
  const first = (parameters: Parameters): string | undefined => parameters.find(([key]) => key === name)?.[1];
  if (field(matcher, 'string_match') === undefined) {
    const present = flag(matcher, 'present_match') ?? true;
    return (parameters) => (first(parameters) !== undefined) === present;
  }
  const match = stringMatch(tableOrEmpty(matcher, 'string_match'));
  if (match === undefined) return undefined;
  return (parameters) => {
    const value = first(parameters);
    return value !== undefined && match(value);
  };
}
