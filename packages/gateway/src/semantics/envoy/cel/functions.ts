import { search } from '../text/regex.ts';
import type { Expression } from './operators.ts';
import { isList, printed, type Value, wrong } from './value.ts';

type OfTexts = (text: string, other: string) => Value;

const ofTexts: Readonly<Record<string, OfTexts>> = {
  startsWith: (text, other) => text.startsWith(other),
  endsWith: (text, other) => text.endsWith(other),
  contains: (text, other) => text.includes(other),
  indexOf: (text, other) => text.indexOf(other),
};

const ofText: Readonly<Record<string, (text: string) => Value>> = {
  lowerAscii: (text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  upperAscii: (text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  trim: (text) => text.trim(),
  size: (text) => Array.from(text).length,
};

/** `value.name(arguments)`; undefined when the function is not known. */
export function callMethod(name: string, value: Expression, given: readonly Expression[]): Expression | undefined {
  const [argument] = given;
  if (name === 'matches' && argument !== undefined) return matches(value, argument);
  const one = ofText[name];
  if (given.length === 0 && one !== undefined) return onText(value, one);
  const two = ofTexts[name];
  if (given.length !== 1 || two === undefined || argument === undefined) return undefined;
  return (stream) => {
    const text = value(stream);
    const other = argument(stream);
    return typeof text === 'string' && typeof other === 'string' ? two(text, other) : wrong;
  };
}

export function callFunction(name: string, given: readonly Expression[]): Expression | undefined {
  const [first, second] = given;
  if (first === undefined) return undefined;
  if (name === 'matches' && second !== undefined) return matches(first, second);
  if (given.length !== 1) return undefined;
  if (name === 'string') return (stream) => printed(first(stream)) ?? wrong;
  if (name === 'int' || name === 'double') return number(first, name === 'int');
  if (name !== 'size') return undefined;
  return (stream) => {
    const value = first(stream);
    if (typeof value === 'string') return Array.from(value).length;
    return isList(value) ? value.length : wrong;
  };
}

const onText =
  (value: Expression, of: (text: string) => Value): Expression =>
  (stream) => {
    const text = value(stream);
    return typeof text === 'string' ? of(text) : wrong;
  };

const number =
  (value: Expression, whole: boolean): Expression =>
  (stream) => {
    const made = value(stream);
    const read = typeof made === 'string' && /^-?\d+(?:\.\d+)?$/.test(made) ? Number(made) : made;
    return typeof read === 'number' ? (whole ? Math.trunc(read) : read) : wrong;
  };

/** A partial match, by RE2. The pattern nearly always stands in the expression itself. */
function matches(value: Expression, pattern: Expression): Expression {
  const compiled = new Map<string, (text: string) => boolean>();
  return (stream) => {
    const text = value(stream);
    const source = pattern(stream);
    if (typeof text !== 'string' || typeof source !== 'string') return wrong;
    const known = compiled.get(source) ?? search(source);
    compiled.set(source, known);
    return known(text);
  };
}
