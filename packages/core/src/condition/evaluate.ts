import { RE2JS } from 're2js';
import { withinAny } from '../net/cidr.ts';
import type { Condition, Test } from './condition.ts';
import { bytesOfText } from './path.ts';
import type { GatewayRequest } from './request.ts';
import { attribute } from './view.ts';

export type Predicate = (request: GatewayRequest) => boolean;
type Check = (value: string) => boolean;

/** Whether the condition holds for the request. For many requests, {@link compile} once. */
export const holds = (condition: Condition, request: GatewayRequest): boolean => compile(condition)(request);

/**
 * A predicate with patterns, address ranges and lists prepared once. Throws RE2JSSyntaxException when a pattern is not
 * RE2: whoever makes conditions makes valid ones.
 */
export function compile(condition: Condition): Predicate {
  if ('always' in condition) {
    const { always } = condition;
    return () => always;
  }
  if ('all' in condition) {
    const parts = condition.all.map(compile);
    return (request) => parts.every((part) => part(request));
  }
  if ('any' in condition) {
    const parts = condition.any.map(compile);
    return (request) => parts.some((part) => part(request));
  }
  if ('not' in condition) {
    const inner = compile(condition.not);
    return (request) => !inner(request);
  }
  const check = compileTest(condition);
  const { subject } = condition;
  return (request) => {
    const value = attribute(request, subject);
    return value !== undefined && check(value);
  };
}

function compileTest(test: Test): Check {
  if ('present' in test) return () => true;
  if ('equals' in test) return (value) => value === test.equals;
  if ('in' in test) {
    const wanted = new Set(test.in);
    return (value) => wanted.has(value);
  }
  if ('prefix' in test) return (value) => value.startsWith(test.prefix);
  if ('suffix' in test) return (value) => value.endsWith(test.suffix);
  if ('contains' in test) return (value) => value.includes(test.contains);
  if ('matches' in test) {
    const pattern = RE2JS.compile(test.matches, test.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0);
    return (value) => pattern.test(value);
  }
  if ('number' in test) return compileNumber(test.number.is, test.number.than);
  if ('text' in test) return compileText(test.text.is, bytesOfText(test.text.than));
  return withinAny(test.within);
}

function compileNumber(is: '==' | '<' | '<=' | '>' | '>=', than: number): Check {
  return (value) => {
    const number = readNumber(value);
    return number !== undefined && (is === '==' ? number === than : ordered(is, number, than));
  };
}

function compileText(is: '<' | '<=' | '>' | '>=', than: string): Check {
  return (value) => ordered(is, bytesOfText(value), than);
}

function ordered<T extends number | string>(is: '<' | '<=' | '>' | '>=', left: T, right: T): boolean {
  if (is === '<') return left < right;
  if (is === '<=') return left <= right;
  return is === '>' ? left > right : left >= right;
}

/** Decimal (with fraction, exponent, sign) or 0x hexadecimal, with blanks around it; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const trimmed = text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
  const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F]+)$/.exec(trimmed);
  if (hexadecimal !== null) return Number(`0x${hexadecimal[2]}`) * (hexadecimal[1] === '-' ? -1 : 1);
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}
