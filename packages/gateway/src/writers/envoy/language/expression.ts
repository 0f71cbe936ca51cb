/** Regular languages over bytes: what a value may be, before it is known how that value is written on the wire. */
import { anyByte, type ByteSet, bytesOf, oneByte } from './bytes.ts';

export type Expression =
  | { readonly kind: 'bytes'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  /** Without items: nothing matches. */
  | { readonly kind: 'choice'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'repeat';
      readonly item: Expression;
      readonly min: number;
      readonly max: number | undefined;
      readonly lazy: boolean;
    }
  | { readonly kind: 'capture'; readonly item: Expression }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

export const bytes = (set: ByteSet): Expression => ({ kind: 'bytes', set });
export const empty: Expression = { kind: 'sequence', items: [] };
export const nothing: Expression = { kind: 'choice', items: [] };

export function sequence(items: readonly Expression[]): Expression {
  const parts = items.flatMap((item) => (item.kind === 'sequence' ? item.items : [item]));
  if (parts.some((part) => part.kind === 'choice' && part.items.length === 0)) return nothing;
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind: 'sequence', items: parts };
}

export function choice(items: readonly Expression[]): Expression {
  const parts = items.flatMap((item) => (item.kind === 'choice' ? item.items : [item]));
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind: 'choice', items: parts };
}

export const repeat = (item: Expression, min: number, max?: number, lazy = false): Expression => ({
  kind: 'repeat',
  item,
  min,
  max,
  lazy,
});
export const anything: Expression = repeat(bytes(anyByte), 0);
export const optional = (item: Expression): Expression => repeat(item, 0, 1);
export const text = (literal: string): Expression => sequence(bytesOf(literal).map((byte) => bytes(oneByte(byte))));

/** Whether the empty value is in the language. Anchors count as empty: remove them first. */
export function acceptsEmpty(expression: Expression): boolean {
  switch (expression.kind) {
    case 'bytes':
      return false;
    case 'sequence':
      return expression.items.every(acceptsEmpty);
    case 'choice':
      return expression.items.some(acceptsEmpty);
    case 'repeat':
      return expression.min === 0 || acceptsEmpty(expression.item);
    case 'capture':
      return acceptsEmpty(expression.item);
    case 'start':
    case 'end':
      return true;
  }
}

/** Every value but this one. */
export function otherThan(literal: string): Expression {
  const parts = bytesOf(literal);
  const prefixes = parts.map((byte, index) =>
    sequence([
      ...parts.slice(0, index).map((known) => bytes(oneByte(known))),
      optional(sequence([bytes(anyByteBut(byte)), anything])),
    ]),
  );
  return choice([...prefixes, sequence([text(literal), bytes(anyByte), anything])]);
}

function anyByteBut(byte: number): ByteSet {
  const set = Uint8Array.from(anyByte);
  set[byte] = 0;
  return set;
}
