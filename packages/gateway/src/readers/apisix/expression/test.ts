/** One test of an expression as a condition (lua-resty-expr 1.3.2, `compare_funcs`). */
import type { Subject, Test } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { itemsOf, scalarOf } from '../typed.ts';
import type { Attribute } from './attribute.ts';
import type { Bounds } from './bounds.ts';
import { allOf, anyOf, exactly, fails, holds, negate, unknown } from './bounds.ts';
import { luaNumber } from './number.ts';
import { regexTest } from './regex.ts';

/** The right side as Lua has it: a scalar, nil, or a table. */
type Right = { readonly text: string } | number | boolean | 'table' | undefined;

function rightOf(node: Node | undefined): Right {
  if (node === undefined) return undefined;
  if (node.kind !== 'scalar') return 'table';
  const value = scalarOf(node);
  if (value === null) return undefined;
  if (typeof value === 'symbol') return 'table';
  return typeof value === 'string' ? { text: value } : value;
}

type Of = (subject: Subject) => Test;

/** A test that is false for an absent attribute, and so for a variable without value. */
function onAttribute(attribute: Attribute, test: Of): Bounds {
  if (attribute === 'absent') return fails;
  return attribute === 'unknown' ? unknown : exactly(test(attribute.subject));
}

const present = (attribute: Attribute): Bounds => onAttribute(attribute, (subject) => ({ subject, present: true }));

function equal(attribute: Attribute, right: Right): Bounds {
  if (right === undefined) return negate(present(attribute));
  if (typeof right === 'number') {
    return onAttribute(attribute, (subject) => ({ subject, number: { is: '==', than: right } }));
  }
  if (typeof right !== 'object') return fails;
  return onAttribute(attribute, (subject) => ({ subject, equals: right.text }));
}

function ordered(attribute: Attribute, is: '<' | '<=' | '>' | '>=', right: Right): Bounds {
  const than = typeof right === 'object' ? luaNumber(right.text) : right;
  if (typeof than !== 'number' || Number.isNaN(than)) return fails;
  return onAttribute(attribute, (subject) => ({ subject, number: { is, than } }));
}

function among(attribute: Attribute, node: Node | undefined): Bounds {
  // Elements of another type than text are equal to no attribute.
  const texts = itemsOf(node).flatMap((item) => {
    const value = item.kind === 'scalar' ? scalarOf(item) : undefined;
    return typeof value === 'string' ? [value] : [];
  });
  return texts.length === 0 ? fails : onAttribute(attribute, (subject) => ({ subject, in: texts }));
}

function within(attribute: Attribute, node: Node | undefined): Bounds {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  const ranges = nodes.flatMap((item) => {
    const value = item.kind === 'scalar' ? scalarOf(item) : undefined;
    return typeof value === 'string' ? [value] : [];
  });
  return onAttribute(attribute, (subject) => ({ subject, within: ranges }));
}

function found(attribute: Attribute, right: Right, ignoreCase: boolean): Bounds {
  if (typeof right !== 'object' && typeof right !== 'number') return unknown;
  const pattern = typeof right === 'object' ? right.text : String(right);
  if (attribute === 'absent') return fails;
  return attribute === 'unknown' ? unknown : regexTest(attribute.subject, pattern, ignoreCase);
}

/** `operator` is one that `operators` names. */
export function compare(attribute: Attribute, operator: string, node: Node | undefined): Bounds {
  if (typeof attribute === 'string' || attribute.also === undefined) return compareOne(attribute, operator, node);
  if (operator === '~=') return negate(compare(attribute, '==', node));
  const names = [attribute.subject, attribute.also].map((subject) => compareOne({ subject }, operator, node));
  // Without a right side the test is for absence, and then both names must be absent.
  return operator === '==' && rightOf(node) === undefined ? allOf(names) : anyOf(names);
}

function compareOne(attribute: Attribute, operator: string, node: Node | undefined): Bounds {
  const right = rightOf(node);
  switch (operator) {
    case '==':
      return equal(attribute, right);
    case '~=':
      return negate(equal(attribute, right));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(attribute, operator, right);
    case '~~':
      return found(attribute, right, false);
    case '~*':
      return found(attribute, right, true);
    case 'in':
      return among(attribute, node);
    case 'ipmatch':
      return within(attribute, node);
    case 'has':
      // Looks into a table; every attribute of a request is text.
      return attribute === 'unknown' ? unknown : fails;
    default:
      return holds;
  }
}

export const operators: ReadonlySet<string> = new Set([
  '==',
  '~=',
  '<',
  '<=',
  '>',
  '>=',
  '~~',
  '~*',
  'in',
  'has',
  'ipmatch',
]);
