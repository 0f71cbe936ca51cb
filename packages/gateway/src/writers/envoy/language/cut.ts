/** Cuts the values of a language at a byte: what may stand before it, with what may stand behind it. */
import { type Expression, repeat, sequence } from './expression.ts';

type Cut = readonly [before: Expression, behind: Expression];

/** Beyond this many copies of a repetition the cuts are too many to write out. */
const mostCopies = 20;

/** All pairs; undefined when they are too many. The expression has no anchors. */
export function cutAt(expression: Expression, byte: number): readonly Cut[] | undefined {
  switch (expression.kind) {
    case 'bytes':
      return expression.set[byte] === 1 ? [[sequence([]), sequence([])]] : [];
    case 'start':
    case 'end':
      return [];
    case 'capture':
      return cutAt(expression.item, byte);
    case 'choice':
      return joined(expression.items.map((item) => cutAt(item, byte)));
    case 'sequence': {
      const { items } = expression;
      return joined(
        items.map((item, index) =>
          around(cutAt(item, byte), sequence(items.slice(0, index)), sequence(items.slice(index + 1))),
        ),
      );
    }
    case 'repeat':
      return cutRepeat(expression, cutAt(expression.item, byte));
  }
}

function joined(parts: readonly (readonly Cut[] | undefined)[]): readonly Cut[] | undefined {
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

const around = (cuts: readonly Cut[] | undefined, head: Expression, tail: Expression): readonly Cut[] | undefined =>
  cuts?.map(([before, behind]): Cut => [sequence([head, before]), sequence([behind, tail])]);

/** The byte lies in one of the copies; those before it and behind it are whole. */
function cutRepeat(
  { item, min, max }: Extract<Expression, { readonly kind: 'repeat' }>,
  cuts: readonly Cut[] | undefined,
): readonly Cut[] | undefined {
  if (cuts?.length === 0) return [];
  const copies = max ?? min;
  if (copies > mostCopies) return undefined;
  const inside = Array.from({ length: copies }, (_, index) =>
    around(
      cuts,
      repeat(item, index, index),
      repeat(item, Math.max(0, min - index - 1), max === undefined ? undefined : max - index - 1),
    ),
  );
  const beyond = max === undefined ? [around(cuts, repeat(item, min), repeat(item, 0))] : [];
  return joined([...inside, ...beyond]);
}
