import { type Data, field, flag, table, text } from '../data.ts';
import { fullMatch, type Pattern, regexText } from './regex.ts';

/** A `StringMatcher` (envoy/type/matcher/v3/string.proto); undefined when it is of a kind that is not known. */
export function stringMatch(matcher: Data): Pattern | undefined {
  const regex = table(matcher, 'safe_regex');
  if (regex !== undefined) return fullMatch(regexText(regex));
  const folds = flag(matcher, 'ignore_case') === true;
  const own = (name: string): string | undefined => {
    const value = text(matcher, name);
    return folds ? value?.toLowerCase() : value;
  };
  const match = comparison(own);
  if (match === undefined) return undefined;
  return folds ? (value) => match(value.toLowerCase()) : match;
}

function comparison(own: (name: string) => string | undefined): Pattern | undefined {
  const exact = own('exact');
  if (exact !== undefined) return (value) => value === exact;
  const prefix = own('prefix');
  if (prefix !== undefined) return (value) => value.startsWith(prefix);
  const suffix = own('suffix');
  if (suffix !== undefined) return (value) => value.endsWith(suffix);
  const contains = own('contains');
  return contains === undefined ? undefined : (value) => value.includes(contains);
}

/** The `StringMatcher` in a field. */
export function stringField(data: Data, name: string): Pattern | undefined {
  return field(data, name) === undefined ? undefined : stringMatch(table(data, name) ?? {});
}
