/** What may follow a known beginning (Brzozowski 1964): the rests of all values of a language that begin with a byte. */
import { bytesOf, isFull } from './bytes.ts';
import { acceptsEmpty, choice, empty, type Expression, nothing, repeat, sequence } from './expression.ts';

/** Anchors must have been removed. */
export function after(expression: Expression, literal: string): Expression {
  return bytesOf(literal).reduce(derivative, expression);
}

/** The same for one byte. */
export function derivative(expression: Expression, byte: number): Expression {
  switch (expression.kind) {
    case 'bytes':
      return expression.set[byte] === 1 ? empty : nothing;
    case 'choice':
      return either(expression.items.map((item) => derivative(item, byte)));
    case 'capture':
      return derivative(expression.item, byte);
    case 'sequence': {
      const [first, ...rest] = expression.items;
      if (first === undefined) return nothing;
      const through = sequence([derivative(first, byte), ...rest]);
      return acceptsEmpty(first) ? either([through, derivative(sequence(rest), byte)]) : through;
    }
    case 'repeat': {
      const { item, min, max, lazy } = expression;
      if (max === 0) return nothing;
      const left = repeat(item, Math.max(0, min - 1), max === undefined ? undefined : max - 1, lazy);
      return sequence([derivative(item, byte), left]);
    }
    case 'start':
    case 'end':
      return nothing;
  }
}

const keys = new WeakMap<object, string>();

/** Equal for equal expressions. */
export function keyOf(expression: Expression): string {
  const known = keys.get(expression);
  if (known !== undefined) return known;
  const made = write(expression);
  keys.set(expression, made);
  return made;
}

function write(expression: Expression): string {
  switch (expression.kind) {
    case 'bytes':
      return `[${Buffer.from(expression.set.buffer, expression.set.byteOffset, expression.set.byteLength).toString('latin1')}]`;
    case 'sequence':
      return `(${expression.items.map(keyOf).join('')})`;
    case 'choice':
      return `(${expression.items.map(keyOf).join('|')})`;
    case 'repeat':
      return `${keyOf(expression.item)}{${expression.min},${expression.max ?? ''}}`;
    case 'capture':
      return keyOf(expression.item);
    case 'start':
    case 'end':
      return expression.kind;
  }
}

/** Without what matches nothing, and without repetitions of one alternative. */
function either(items: readonly Expression[]): Expression {
  const kept = new Map<string, Expression>();
  for (const item of items) if (!isNothing(item)) kept.set(keyOf(item), item);
  const all = [...kept.values()];
  const wide = all.find(acceptsEverything);
  return wide ?? choice(all);
}

export const isNothing = (expression: Expression): boolean =>
  expression.kind === 'choice' && expression.items.length === 0;

/** Whether it is seen at once that every value is in the language. */
export function acceptsEverything(expression: Expression): boolean {
  switch (expression.kind) {
    case 'repeat':
      return (
        expression.min === 0 &&
        expression.max === undefined &&
        (acceptsEverything(expression.item) || (expression.item.kind === 'bytes' && isFull(expression.item.set)))
      );
    case 'capture':
      return acceptsEverything(expression.item);
    case 'choice':
      return expression.items.some(acceptsEverything);
    case 'sequence':
      return expression.items.length > 0 && expression.items.every(acceptsEverything);
    case 'bytes':
    case 'start':
    case 'end':
      return false;
  }
}
