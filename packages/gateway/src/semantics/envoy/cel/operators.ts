import type { Stream } from '../stream.ts';
import { equal, isList, isMap, type Value, wrong } from './value.ts';

export type Expression = (stream: Stream) => Value;

/** `||` and `&&` pass over an error where the other side decides. */
export function either(left: Expression, right: Expression): Expression {
  return (stream) => {
    const first = left(stream);
    if (first === true) return true;
    const second = right(stream);
    if (second === true) return true;
    return first === false && second === false ? false : wrong;
  };
}

export function both(left: Expression, right: Expression): Expression {
  return (stream) => {
    const first = left(stream);
    if (first === false) return false;
    const second = right(stream);
    if (second === false) return false;
    return first === true && second === true ? true : wrong;
  };
}

export function negated(value: Expression): Expression {
  return (stream) => {
    const made = value(stream);
    return typeof made === 'boolean' ? !made : wrong;
  };
}

export function contained(item: Expression, container: Expression): Expression {
  return (stream) => {
    const value = item(stream);
    const whole = container(stream);
    if (value === wrong || whole === wrong) return wrong;
    if (isList(whole)) return whole.some((one) => equal(one, value));
    return isMap(whole) && typeof value === 'string' ? whole.get(value) !== undefined : wrong;
  };
}

export function index(value: Expression, key: Expression): Expression {
  return (stream) => {
    const whole = value(stream);
    const at = key(stream);
    if (whole === wrong || at === wrong) return wrong;
    if (isList(whole)) return typeof at === 'number' ? (whole[at] ?? wrong) : wrong;
    return isMap(whole) && typeof at === 'string' ? (whole.get(at) ?? wrong) : wrong;
  };
}

export function relation(sign: '==' | '!=' | '<' | '<=' | '>' | '>=', left: Expression, right: Expression): Expression {
  const decide = (one: Value, other: Value): Value => {
    if (sign === '==') return equal(one, other);
    if (sign === '!=') return !equal(one, other);
    if (typeof one === 'number' && typeof other === 'number') return ordered(sign, one - other);
    if (typeof one === 'string' && typeof other === 'string')
      return ordered(sign, one < other ? -1 : one > other ? 1 : 0);
    return wrong;
  };
  return (stream) => {
    const one = left(stream);
    const other = right(stream);
    return one === wrong || other === wrong ? wrong : decide(one, other);
  };
}

function ordered(sign: '<' | '<=' | '>' | '>=', difference: number): boolean {
  if (sign === '<') return difference < 0;
  if (sign === '<=') return difference <= 0;
  return sign === '>' ? difference > 0 : difference >= 0;
}

export function arithmetic(sign: '+' | '-' | '*' | '/' | '%', left: Expression, right: Expression): Expression {
  return (stream) => {
    const one = left(stream);
    const other = right(stream);
    if (sign === '+' && typeof one === 'string' && typeof other === 'string') return one + other;
    if (sign === '+' && isList(one) && isList(other)) return [...one, ...other];
    if (typeof one !== 'number' || typeof other !== 'number') return wrong;
    if (sign === '+') return one + other;
    if (sign === '-') return one - other;
    if (sign === '*') return one * other;
    if (other === 0) return wrong;
    return sign === '/' ? Math.trunc(one / other) : one % other;
  };
}
