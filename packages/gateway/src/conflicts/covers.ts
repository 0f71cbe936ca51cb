/**
 * Whether one rule takes every request that another would take. Only what is certain counts: paths and hosts by the rules
 * of the model's table, conditions where each part of the one is a part of the other.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { HostMatch, PathMatch, Rule } from '../model/model.ts';

export function coversHost(wide: HostMatch, narrow: HostMatch): boolean {
  if (wide.kind === 'any') return true;
  if (wide.kind === 'exact') return narrow.kind === 'exact' && narrow.name === wide.name;
  if (narrow.kind === 'any') return wide.suffix === '';
  return (narrow.kind === 'exact' ? narrow.name : narrow.suffix).endsWith(wide.suffix);
}

export function coversPath(wide: PathMatch, narrow: PathMatch): boolean {
  if (wide.kind === 'exact') return narrow.kind === 'exact' && narrow.path === wide.path;
  if (wide.kind === 'pattern') return narrow.kind === 'pattern' && narrow.regex === wide.regex;
  return (narrow.kind === 'exact' ? narrow.path : narrow.prefix).startsWith(wide.prefix);
}

export const coversMethods = (wide: readonly string[], narrow: readonly string[]): boolean =>
  wide.length === 0 || (narrow.length > 0 && narrow.every((name) => wide.includes(name)));

/** The parts of a condition that must all hold, each as a text. */
export function partsOf(condition: Condition): ReadonlySet<string> {
  if ('always' in condition && condition.always) return none;
  const parts = 'all' in condition ? condition.all : [condition];
  return new Set(parts.map((part) => JSON.stringify(part)));
}

const none: ReadonlySet<string> = new Set();

/** A rule with a part of its condition that the model does not hold takes fewer requests than it seems. */
export const isWhole = ({ policies }: Rule): boolean =>
  policies.every(({ kind, origin }) => kind !== 'unmapped' || !partial.has(origin));

const partial: ReadonlySet<string> = new Set(['vars', 'filter_func']);
