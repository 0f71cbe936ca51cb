import type { Stream } from '../stream.ts';
import { isMap, printed, type Value, wrong } from './value.ts';
import { parse } from './parse.ts';

/** `%CEL(...)%`: nothing when the expression fails, as an access to a header that is not there does. */
export function formatCel(source: string): (stream: Stream) => string | undefined {
  const evaluate = expression(source);
  return (stream) => {
    const value = evaluate(stream);
    return value === wrong ? undefined : printed(value);
  };
}

/** An expression as a condition: it holds when it is true, not when it fails. */
export function conditionCel(source: string): (stream: Stream) => boolean {
  const evaluate = expression(source);
  return (stream) => evaluate(stream) === true;
}

function expression(source: string): (stream: Stream) => Value {
  const parsed = parse(source);
  if (parsed !== undefined) return (stream) => settled(parsed(stream));
  return (stream) => {
    stream.notCovered(`CEL: ${source}`);
    return wrong;
  };
}

const settled = (value: Value): Value => (isMap(value) ? wrong : value);
