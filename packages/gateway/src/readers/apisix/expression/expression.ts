/**
 * Expressions of `vars` and `_meta.filter` (lua-resty-expr 1.3.2): lists of tests that must all hold, or nested lists behind
 * `OR`, `AND`, `!OR`, `!AND`.
 */
import type { Node } from '@banyan/core/document/node.ts';
import { isAddressRange } from '../schema/common.ts';
import type { Violation } from '../schema/shape.ts';
import { violation } from '../schema/shape.ts';
import { itemsOf, textOf } from '../typed.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Attribute } from './attribute.ts';
import { attributeOf } from './attribute.ts';
import type { Bounds } from './bounds.ts';
import { allOf, anyOf, holds, isExact, negate } from './bounds.ts';
import { compareFlag } from './flag.ts';
import { compare, operators } from './test.ts';

export interface Expression extends Bounds {
  /** Tests that no condition expresses. */
  readonly unknown: readonly Node[];
}

interface Reading {
  readonly attribute: (variable: string) => Attribute;
  readonly unknown: Node[];
}

class Invalid extends Error {
  readonly violation: Violation;
  constructor(node: Node, detail: string) {
    super(detail);
    this.violation = violation(node, 'invalid', detail);
  }
}

function checkAddresses(node: Node, right: Node | undefined): void {
  const items = right?.kind === 'list' ? right.items : right === undefined ? [] : [right];
  const valid = items.every((item) => isAddressRange(textOf(item) ?? ''));
  if (items.length === 0 || !valid) throw new Invalid(right ?? node, 'ipmatch: IP, IP/bits');
}

/** `[variable, operator, value]`, `[variable, "!", operator, value]`, or `[variable, value]` for equality. */
function single(node: Node, items: readonly Node[], reading: Reading): Bounds {
  const reverse = items.length === 4;
  if (reverse && textOf(items[1]) !== '!') throw new Invalid(node, "bad 'not' expression");
  const [variableNode] = items;
  const operatorNode = items[reverse ? 2 : 1];
  let right = items[reverse ? 3 : 2];
  let operator = textOf(operatorNode)?.toLowerCase();
  if (right === undefined && (operator === undefined || !operators.has(operator))) {
    if (operatorNode === undefined) throw new Invalid(node, 'invalid expression');
    right = operatorNode;
    operator = '==';
  }
  const variable = textOf(variableNode);
  if (variable === undefined || operator === undefined) throw new Invalid(node, 'invalid expression');
  if (!operators.has(operator)) throw new Invalid(operatorNode ?? node, `invalid operator '${operator}'`);
  if (operator === 'ipmatch') checkAddresses(node, right);
  const attribute = reading.attribute(variable);
  const flag = attribute === 'unknown' ? compareFlag(variable, operator, right) : undefined;
  const bounds = flag ?? compare(attribute, operator, right);
  if (!isExact(bounds)) reading.unknown.push(node);
  return reverse ? negate(bounds) : bounds;
}

function compile(node: Node, reading: Reading): Bounds {
  const items = itemsOf(node);
  const [first] = items;
  if (first === undefined) throw new Invalid(node, 'rule too short');
  if (first.kind !== 'scalar') return allOf(items.map((item) => compile(item, reading)));
  const logic = textOf(first)?.toUpperCase();
  if (logic !== 'OR' && logic !== 'AND' && logic !== '!OR' && logic !== '!AND') return single(node, items, reading);
  if (items.length <= 2) throw new Invalid(node, 'rule too short');
  const parts = items.slice(1).map((item) => compile(item, reading));
  const joined = logic.endsWith('OR') ? anyOf(parts) : allOf(parts);
  return logic.startsWith('!') ? negate(joined) : joined;
}

/** A whole expression; a violation where APISIX refuses it. An empty list always holds. */
export function readExpression(
  node: Node,
  attribute: (variable: string) => Attribute = attributeOf,
): Result<Expression, Violation> {
  const items = itemsOf(node);
  const [first] = items;
  if (first === undefined) return ok({ ...holds, unknown: [] });
  const logic = first.kind === 'scalar' ? textOf(first)?.toUpperCase() : undefined;
  if (first.kind === 'scalar' && !/^!?(OR|AND)$/.test(logic ?? '')) {
    return err(violation(node, 'invalid', 'rule should be wrapped inside brackets'));
  }
  const reading: Reading = { attribute, unknown: [] };
  try {
    return ok({ ...compile(node, reading), unknown: reading.unknown });
  } catch (error) {
    if (error instanceof Invalid) return err(error.violation);
    throw error;
  }
}
