/**
 * Conditions in the notation of lua-resty-expr, wherever they stand: `[variable, operator, value]`, the operator perhaps behind
 * a `!`. How they are joined is of no matter here: each is tried true, false and absent.
 */
import type { Carrier, PathAtom, ValueTest } from '../atoms.ts';
import { samplesOf } from '../samples.ts';
import { listOf, textOf, textsOf } from '../table.ts';

export interface VarAtoms {
  readonly tests: readonly ValueTest[];
  readonly paths: readonly PathAtom[];
  readonly hosts: readonly string[];
  readonly methods: readonly string[];
  readonly addresses: readonly string[];
  readonly statuses: readonly number[];
  readonly answerHeaders: readonly string[];
}

type Mutable = { -readonly [K in keyof VarAtoms]: VarAtoms[K][number][] };

const operators = new Set([
  '==',
  '~=',
  '!=',
  '>',
  '>=',
  '<',
  '<=',
  '~~',
  '~*',
  'in',
  'IN',
  'has',
  'HAS',
  'ipmatch',
  'IPMATCH',
  'contains',
  '!~~',
]);

/** All conditions at and below a value. */
export function varAtoms(value: unknown): VarAtoms {
  const found: Mutable = {
    tests: [],
    paths: [],
    hosts: [],
    methods: [],
    addresses: [],
    statuses: [],
    answerHeaders: [],
  };
  visit(value, found);
  return found;
}

function visit(value: unknown, found: Mutable): void {
  if (Array.isArray(value)) {
    const list = listOf(value);
    const negated = list[1] === '!';
    const [name, operator, wanted] = negated ? [list[0], list[2], list[3]] : list;
    if (typeof name === 'string' && typeof operator === 'string' && operators.has(operator))
      add(name, operator, wanted, negated, found);
    else for (const one of list) visit(one, found);
  } else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) visit(one, found);
}

function add(name: string, operator: string, wanted: unknown, negated: boolean, found: Mutable): void {
  if (/^ipmatch$/i.test(operator)) {
    found.addresses.push(...textsOf(Array.isArray(wanted) ? wanted : [wanted]));
    return;
  }
  const [yes, no] = examples(operator, wanted);
  const [accepted, refused] = negated ? [no, yes] : [yes, no];
  const carrier = carrierOf(name);
  if (carrier !== undefined) found.tests.push({ carrier, accepted, refused });
  else if (name === 'uri' || name === 'request_uri')
    found.paths.push(
      ...[...yes, ...no].map((text): PathAtom => ({ kind: 'exact', text: text.startsWith('/') ? text : `/${text}` })),
    );
  else if (name === 'host') found.hosts.push(...yes);
  else if (name === 'request_method') found.methods.push(...yes);
  else if (name === 'remote_addr') found.addresses.push(...yes);
  else if (name.endsWith('status'))
    found.statuses.push(...[...yes, ...no].map(Number).filter((one) => one >= 200 && one < 600));
  else if (/^(sent|upstream)_http_/.test(name))
    found.answerHeaders.push(name.replace(/^\w+?_http_/, '').replaceAll('_', '-'));
}

/** Texts for which the operator holds, and for which it does not. */
function examples(operator: string, wanted: unknown): readonly [yes: readonly string[], no: readonly string[]] {
  const text = textOf(wanted) ?? '';
  const number = Number(text);
  const around = Number.isFinite(number) ? [String(number - 1), String(number + 1), text] : ['0', '999999999'];
  switch (operator) {
    case '==':
      return [[text], [`${text}x`, text.toUpperCase(), '']];
    case '~=':
    case '!=':
      return [[`${text}x`], [text]];
    case '>':
    case '>=':
      return [[around[1] ?? ''], [around[0] ?? '', text]];
    case '<':
    case '<=':
      return [[around[0] ?? ''], [around[1] ?? '', text]];
    case '~~':
    case '~*':
      return [samplesOf(text), ['~none~']];
    case '!~~':
      return [['~none~'], samplesOf(text)];
    case 'in':
    case 'IN':
      return [textsOf(wanted), [`${textsOf(wanted)[0] ?? ''}x`]];
    default:
      return [[text], [`${text}x`]];
  }
}

function carrierOf(name: string): Carrier | undefined {
  const [, kind, rest = ''] = /^(http|arg|cookie)_(.+)$/.exec(name) ?? [];
  if (kind === 'http') return { on: 'header', name: rest.replaceAll('_', '-') };
  if (kind === 'arg') return { on: 'query', name: rest };
  return kind === 'cookie' ? { on: 'cookie', name: rest } : undefined;
}
