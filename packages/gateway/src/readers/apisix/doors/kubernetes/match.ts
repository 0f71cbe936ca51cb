/** Conditions of a rule (`match.exprs`) as `vars` (`api/v2/apisixroute_types.go`, ToVars). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { itemsOf, textOf } from '../../typed.ts';
import { sortFields } from '../part.ts';
import type { Refusal, Translation } from './translation.ts';
import { mark } from './translation.ts';

const prefixes: Readonly<Record<string, string>> = {
  Query: 'arg_',
  Header: 'http_',
  Cookie: 'cookie_',
  Variable: '',
  Body: 'post_arg.',
};

interface Operator {
  readonly op: string;
  readonly negated?: true;
}

const operators: Readonly<Record<string, Operator>> = {
  Equal: { op: '==' },
  NotEqual: { op: '~=' },
  GreaterThan: { op: '>' },
  GreaterThanEqual: { op: '>=' },
  LessThan: { op: '<' },
  LessThanEqual: { op: '<=' },
  In: { op: 'in' },
  NotIn: { op: 'in', negated: true },
  RegexMatch: { op: '~~' },
  RegexNotMatch: { op: '~~', negated: true },
  RegexMatchCaseInsensitive: { op: '~*' },
  RegexNotMatchCaseInsensitive: { op: '~*', negated: true },
};

const fates = { subject: 'taken', op: 'taken', value: 'taken', set: 'taken' } as const;

function variable(scope: string, name: string): string | undefined {
  if (scope === 'Path') return 'uri';
  const prefix = Object.hasOwn(prefixes, scope) ? prefixes[scope] : undefined;
  if (prefix === undefined || name === '') return undefined;
  return prefix + (scope === 'Header' ? name.toLowerCase().replaceAll('-', '_') : name);
}

function expression(translation: Translation, node: Node): Node | Refusal {
  const { make, opening } = translation;
  sortFields(opening, node, fates, 'match.exprs');
  const subject = child(node, 'subject');
  const [scope, name] = [child(subject, 'scope'), child(subject, 'name')];
  const tested = variable(textOf(scope) ?? '', textOf(name) ?? '');
  if (tested === undefined || subject === undefined) return { node: subject ?? node, reason: 'subject' };
  const op = child(node, 'op');
  const word = textOf(op) ?? '';
  const operator = Object.hasOwn(operators, word) ? operators[word] : undefined;
  if (operator === undefined || op === undefined) return { node: op ?? node, reason: `op ${word}` };
  const [used, other] = operator.op === 'in' ? ['set', 'value'] : ['value', 'set'];
  const value = child(node, used);
  if (value === undefined) return { node, reason: used };
  mark(translation, child(node, other), 'ignored', 'APX015');
  const sources = [scope, name].filter((source) => source !== undefined);
  return make.list(node, [
    make.value(subject, tested, sources),
    ...(operator.negated === true ? [make.value(op, '!', [op])] : []),
    make.value(op, operator.op, [op]),
    value,
  ]);
}

export function varsOf(translation: Translation, exprs: Node | undefined): Node | Refusal | undefined {
  if (exprs === undefined) return undefined;
  const items: Node[] = [];
  for (const item of itemsOf(exprs)) {
    const read = expression(translation, item);
    if ('reason' in read) return read;
    items.push(read);
  }
  if (items.length > 0) return translation.make.list(exprs, items);
  mark(translation, exprs, 'ignored', 'APX015');
  return undefined;
}
