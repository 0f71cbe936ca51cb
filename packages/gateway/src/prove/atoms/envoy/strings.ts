/** Texts that a StringMatcher of Envoy takes, and near ones that it does not. */
import { samplesOf } from '../samples.ts';
import { type Table, tableOf, textOf } from '../table.ts';

type Examples = readonly [accepted: readonly string[], refused: readonly string[]];

export function stringExamples(matcher: Table): Examples {
  const exact = textOf(matcher['exact']);
  if (exact !== undefined) return [[exact], [`${exact}x`, exact.toUpperCase()]];
  const prefix = textOf(matcher['prefix']);
  if (prefix !== undefined)
    return [
      [`${prefix}x`, prefix],
      [`x${prefix}`, prefix.slice(0, -1)],
    ];
  const suffix = textOf(matcher['suffix']);
  if (suffix !== undefined)
    return [
      [`x${suffix}`, suffix],
      [`${suffix}x`, suffix.slice(1)],
    ];
  const contains = textOf(matcher['contains']);
  if (contains !== undefined) return [[`x${contains}x`], [contains.slice(1)]];
  const regex = textOf(tableOf(matcher['safe_regex'])?.['regex']);
  return regex === undefined ? [[], []] : [samplesOf(regex), samplesOf(regex).map((text) => `${text}~`)];
}

/** The forms that a HeaderMatcher or a query matcher has, old and new; undefined when it asks for presence alone. */
export function matcherExamples(matcher: Table): Examples | undefined {
  const string = tableOf(matcher['string_match']);
  if (string !== undefined) return stringExamples(string);
  const old = {
    exact: matcher['exact_match'],
    prefix: matcher['prefix_match'],
    suffix: matcher['suffix_match'],
    contains: matcher['contains_match'],
    safe_regex: matcher['safe_regex_match'],
  };
  if (Object.values(old).some((value) => value !== undefined)) return stringExamples(old);
  const range = tableOf(matcher['range_match']);
  if (range === undefined) return undefined;
  const [start, end] = [Number(range['start'] ?? 0), Number(range['end'] ?? 0)];
  return [
    [String(start), String(end - 1)],
    [String(start - 1), String(end)],
  ];
}
