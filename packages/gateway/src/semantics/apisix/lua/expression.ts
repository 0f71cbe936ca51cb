import type { Exchange } from '../request/exchange.ts';
import { type Variable, variable } from '../request/variables.ts';
import { addressMatcher } from './address.ts';
import { numberText, toNumber } from './number.ts';
import { pattern } from './pattern.ts';
import { isList, luaText, type Value } from './value.ts';

/** A compiled expression (lua-resty-expr 1.3.2, v1.lua). */
export type Expression = (exchange: Exchange) => boolean;
type Left = Value | undefined;
type Compare = (left: Left) => boolean;

/** Undefined when the expression is invalid; APISIX then drops or refuses the object that holds it. */
export function expression(rule: readonly Value[]): Expression | undefined {
  const [first] = rule;
  if (first === undefined) return () => true;
  if (typeof first === 'string' && !isLogic(first.toUpperCase())) return undefined;
  return compile(rule);
}

const isLogic = (word: string): boolean => word === 'OR' || word === '!OR' || word === 'AND' || word === '!AND';

function compile(rule: Value): Expression | undefined {
  if (!isList(rule)) return undefined;
  const [first, ...rest] = rule;
  if (typeof first === 'object' && first !== null) return combine('AND', rule);
  if (typeof first !== 'string') return undefined;
  const word = first.toUpperCase();
  if (isLogic(word)) return rule.length <= 2 ? undefined : combine(word, rest);
  return comparison(first, rest);
}

function combine(word: string, rules: readonly Value[]): Expression | undefined {
  const parts: Expression[] = [];
  for (const rule of rules) {
    const part = compile(rule);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  const negated = word.startsWith('!');
  const stopAt = word.endsWith('OR');
  return (exchange) => {
    for (const part of parts) if (part(exchange) === stopAt) return stopAt !== negated;
    return stopAt === negated;
  };
}

/** `[variable, operator, value]`, `[variable, "!", operator, value]` or `[variable, value]`, which means equality. */
function comparison(name: string, rest: readonly Value[]): Expression | undefined {
  const negated = rest.length === 3;
  if (negated && rest[0] !== '!') return undefined;
  const [operator, right] = negated ? rest.slice(1) : rest;
  const word =
    typeof operator === 'string'
      ? operator.toLowerCase()
      : typeof operator === 'number'
        ? numberText(operator)
        : undefined;
  if (word === undefined) return undefined;
  // The short form compares with the operator's place, which was lower-cased (and made text) before.
  const compare = right === undefined && !operators.has(word) ? equal(word) : comparer(word, right);
  if (compare === undefined) return undefined;
  const left: Variable = variable(name);
  return (exchange) => compare(left(exchange)) !== negated;
}

const operators = new Set(['==', '~=', '>', '>=', '<', '<=', '~~', '~*', 'in', 'has', 'ipmatch']);

function comparer(word: string, right: Left): Compare | undefined {
  switch (word) {
    case '==':
      return equal(right);
    case '~=': {
      const same = equal(right);
      return (left) => !same(left);
    }
    case '>':
      return ordered(right, (left, limit) => left > limit);
    case '>=':
      return ordered(right, (left, limit) => left >= limit);
    case '<':
      return ordered(right, (left, limit) => left < limit);
    case '<=':
      return ordered(right, (left, limit) => left <= limit);
    case '~~':
      return matching(right, false);
    case '~*':
      return matching(right, true);
    case 'in':
      return (left) => left !== undefined && isList(right) && right.includes(left);
    case 'has':
      return (left) => isList(left) && left.includes(right ?? null);
    case 'ipmatch':
      return addresses(right);
    default:
      return undefined;
  }
}

/** A number on the right makes a number of the left; null on the right asks for absence. */
function equal(right: Left): Compare {
  if (typeof right === 'number') return (left) => toNumber(left) === right;
  const wanted = right === null ? undefined : right;
  return (left) => left === wanted;
}

function ordered(right: Left, holds: (left: number, limit: number) => boolean): Compare {
  const limit = toNumber(right);
  return (left) => {
    const value = toNumber(left);
    return value !== undefined && limit !== undefined && holds(value, limit);
  };
}

function matching(right: Left, ignoreCase: boolean): Compare {
  const compiled = pattern(right === null ? 'nil' : luaText(right), ignoreCase);
  return (left) => left !== undefined && left !== false && compiled !== undefined && compiled.test(luaText(left));
}

function addresses(right: Left): Compare | undefined {
  if (right === undefined || right === '' || right === null) return undefined;
  const ranges = isList(right) ? right : [right];
  if (ranges.length === 0 || !ranges.every((range) => typeof range === 'string')) return undefined;
  const within = addressMatcher(ranges);
  return within === undefined ? undefined : (left) => typeof left === 'string' && within(left);
}
