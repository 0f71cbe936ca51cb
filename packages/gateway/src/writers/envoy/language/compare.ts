/**
 * How two languages lie to each other, by walking through both at once (product of their derivatives). Bytes that no part of
 * either tells apart are walked once.
 */
import { type ByteSet, bytesWhere } from './bytes.ts';
import { derivative, isNothing, keyOf } from './derivative.ts';
import { acceptsEmpty, type Expression } from './expression.ts';

/** `within`: every value of the first is one of the second. */
export type Relation = 'apart' | 'equal' | 'within' | 'around' | 'crossing';

/** More pairs than this, and the answer is not looked for. */
const mostPairs = 1500;

/** undefined when it takes too long to find out. Anchors must have been removed. */
export function relation(one: Expression, other: Expression): Relation | undefined {
  const bytes = representatives([...setsOf(one), ...setsOf(other)]);
  const seen = new Set<string>();
  const waiting: (readonly [Expression, Expression])[] = [[one, other]];
  let meets = false;
  let within = true;
  let around = true;
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [left, right] = pair;
    const [own, others] = [acceptsEmpty(left), acceptsEmpty(right)];
    meets ||= own && others;
    within &&= !own || others;
    around &&= !others || own;
    if (meets && !within && !around) return 'crossing';
    for (const byte of bytes) {
      const next = [derivative(left, byte), derivative(right, byte)] as const;
      if (isNothing(next[0]) && isNothing(next[1])) continue;
      const key = `${keyOf(next[0])} ${keyOf(next[1])}`;
      if (seen.has(key)) continue;
      if (seen.size >= mostPairs) return undefined;
      seen.add(key);
      waiting.push(next);
    }
  }
  if (!meets) return 'apart';
  if (within) return around ? 'equal' : 'within';
  return around ? 'around' : 'crossing';
}

function setsOf(expression: Expression): readonly ByteSet[] {
  switch (expression.kind) {
    case 'bytes':
      return [expression.set];
    case 'sequence':
    case 'choice':
      return expression.items.flatMap(setsOf);
    case 'repeat':
    case 'capture':
      return setsOf(expression.item);
    case 'start':
    case 'end':
      return [];
  }
}

/** One byte of each kind. */
function representatives(sets: readonly ByteSet[]): readonly number[] {
  const kinds = new Map<string, number>();
  const distinct = [...new Set(sets)];
  for (const byte of bytesWhere(() => true).keys()) {
    const key = distinct.map((set) => set[byte]).join('');
    if (!kinds.has(key)) kinds.set(key, byte);
  }
  return [...kinds.values()];
}
