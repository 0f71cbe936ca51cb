/** Variables of nginx with one of two texts (`$is_args`, `$https`): a test on them is a condition, its negation, or neither. */
import { all, any, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { itemsOf, textOf } from '../typed.ts';
import { type Bounds, exactly, unknown } from './bounds.ts';

/** The text where the condition holds; elsewhere it is empty. */
interface Flag {
  readonly when: Condition;
  readonly text: string;
}

const flags: ReadonlyMap<string, Flag> = new Map<string, Flag>([
  ['is_args', { when: { subject: 'query', matches: '.' }, text: '?' }],
  ['https', { when: { subject: 'scheme', equals: 'https' }, text: 'on' }],
]);

/** undefined for other variables. */
export function compareFlag(variable: string, operator: string, right: Node | undefined): Bounds | undefined {
  const flag = flags.get(variable);
  if (flag === undefined) return undefined;
  const [set, unset] = [outcome(flag.text, operator, right), outcome('', operator, right)];
  if (set === undefined || unset === undefined) return unknown;
  return exactly(any([all([flag.when, { always: set }]), all([not(flag.when), { always: unset }])]));
}

function outcome(value: string, operator: string, right: Node | undefined): boolean | undefined {
  if (operator === '==') return textOf(right) === value;
  if (operator === '~=') return textOf(right) !== value;
  return operator === 'in' ? itemsOf(right).some((item) => textOf(item) === value) : undefined;
}
