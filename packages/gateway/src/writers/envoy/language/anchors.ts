/** From "found somewhere in the value" to "the whole value": anchors are resolved, open ends get `anything`. */
import { acceptsEmpty, anything, choice, type Expression, sequence } from './expression.ts';

/** The language of values in which the expression is found. undefined when an anchor stands inside a repetition. */
export function foundIn(expression: Expression): Expression | undefined {
  const branches = alternatives(expression);
  return branches && choice(branches.flatMap((items) => whole(items, anything)));
}

/** The language of values that the expression matches from end to end; anchors in it are taken away. */
export function matchesWhole(expression: Expression): Expression | undefined {
  const branches = alternatives(expression);
  return branches && choice(branches.flatMap((items) => whole(items, undefined)));
}

function whole(items: readonly Expression[], open: Expression | undefined): readonly Expression[] {
  const start = items.findLastIndex((item) => item.kind === 'start');
  const end = items.findIndex((item) => item.kind === 'end');
  const before = items.slice(0, Math.max(start, 0));
  const after = end < 0 ? [] : items.slice(end + 1);
  if (end >= 0 && end < start) return items.every(acceptsEmpty) ? [sequence([])] : [];
  if (!before.every(acceptsEmpty) || !after.every(acceptsEmpty)) return [];
  const kept = items.slice(start + 1, end < 0 ? undefined : end);
  return [
    sequence([
      ...(start < 0 && open !== undefined ? [open] : []),
      ...kept,
      ...(end < 0 && open !== undefined ? [open] : []),
    ]),
  ];
}

/** Sequences in which anchors stand at the top only. */
function alternatives(expression: Expression): readonly (readonly Expression[])[] | undefined {
  if (!anchored(expression)) return [[expression]];
  switch (expression.kind) {
    case 'start':
    case 'end':
      return [[expression]];
    case 'capture':
      return alternatives(expression.item);
    case 'choice': {
      const parts = expression.items.map(alternatives);
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
    case 'sequence': {
      let sofar: readonly (readonly Expression[])[] = [[]];
      for (const item of expression.items) {
        const next = alternatives(item);
        if (next === undefined) return undefined;
        sofar = sofar.flatMap((head) => next.map((tail) => [...head, ...tail]));
      }
      return sofar;
    }
    case 'repeat':
    case 'bytes':
      return undefined;
  }
}

function anchored(expression: Expression): boolean {
  switch (expression.kind) {
    case 'start':
    case 'end':
      return true;
    case 'bytes':
      return false;
    case 'sequence':
    case 'choice':
      return expression.items.some(anchored);
    case 'repeat':
    case 'capture':
      return anchored(expression.item);
  }
}
