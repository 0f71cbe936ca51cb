/**
 * Tests of `status` in an expression that is evaluated when there is an answer (response-rewrite's `vars`): nginx's
 * variable is a text, so a number is compared after conversion, and a list holds texts only (lua-resty-expr 1.3.2).
 */
import type { Node } from '@banyan/core/document/node.ts';
import type { StatusTest } from '../../../model/transforms.ts';
import { itemsOf, scalarOf, textOf } from '../typed.ts';

/** The tests that must all hold, and the expression without them; what is nested or of another form stays in it. */
export function statusTests(expression: Node | undefined): {
  readonly rest: Node | undefined;
  readonly statuses: readonly StatusTest[];
} {
  if (expression?.kind !== 'list') return { rest: expression, statuses: [] };
  const statuses: StatusTest[] = [];
  const items = expression.items.filter((item) => {
    const found = statusTest(itemsOf(item));
    if (found !== undefined) statuses.push(found);
    return found === undefined;
  });
  return { rest: statuses.length === 0 ? expression : { ...expression, items }, statuses };
}

const opposites = { '==': '~=', '~=': '==', '>': '<=', '>=': '<', '<': '>=', '<=': '>' } as const;

function statusTest(items: readonly Node[]): StatusTest | undefined {
  const [variable, ...others] = items;
  if (textOf(variable) !== 'status' || others.length < 2 || others.length > 3) return undefined;
  const negated = others.length === 3;
  if (negated && textOf(others[0]) !== '!') return undefined;
  const written = textOf(others.at(-2));
  const right = others.at(-1);
  const test = right && tested(written, right);
  return test && negated ? { ...test, operator: opposites[test.operator] } : test;
}

function tested(written: string | undefined, right: Node): StatusTest | undefined {
  if (written?.toLowerCase() === 'in' && right.kind === 'list') {
    const values = right.items.flatMap((item) => {
      const text = item.kind === 'scalar' ? scalarOf(item) : undefined;
      return typeof text === 'string' && /^\d{3}$/.test(text) ? [Number(text)] : [];
    });
    return { operator: '==', values };
  }
  const operator = Object.keys(opposites).find((one) => one === written);
  const value = right.kind === 'scalar' ? scalarOf(right) : undefined;
  const number =
    typeof value === 'number' || (typeof value === 'string' && /^\d{3}$/.test(value)) ? Number(value) : NaN;
  // The key was found among those of the table.
  return operator === undefined || Number.isNaN(number)
    ? undefined
    : { operator: operator as StatusTest['operator'], values: [number] };
}
