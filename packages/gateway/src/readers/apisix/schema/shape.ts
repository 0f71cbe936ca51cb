/**
 * Checks of objects against APISIX's schemas, on nodes, so that a violation knows its place. Only what APISIX checks when it
 * loads a file is checked; the first violation drops the object.
 */
import type { Node } from '@banyan/core/document/node.ts';
import { emptyTable, scalarOf } from '../typed.ts';

export type Rule = 'type' | 'missing' | 'unknown' | 'range' | 'pattern' | 'choice' | 'exclusive' | 'invalid';

export interface Violation {
  readonly node: Node;
  readonly rule: Rule;
  /** Names, types, bounds: words of the format itself, the same in every language. */
  readonly detail: string;
}

export type Shape = (node: Node) => Violation | undefined;

const violation = (node: Node, rule: Rule, detail: string): Violation => ({ node, rule, detail });
export { violation };

/** Number of entries when APISIX would take the node for a list or object. */
function tableSize(node: Node): number | undefined {
  if (node.kind === 'list') return node.items.length;
  if (node.kind === 'object') return node.entries.size;
  return scalarOf(node) === emptyTable ? 0 : undefined;
}

export interface TextRules {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

export function text(rules: TextRules = {}): Shape {
  return (node) => {
    const value = node.kind === 'scalar' ? scalarOf(node) : undefined;
    if (typeof value !== 'string') return violation(node, 'type', 'text');
    const length = value.length;
    if (length < (rules.min ?? 0) || length > (rules.max ?? Infinity)) {
      return violation(node, 'range', `${rules.min ?? 0}..${rules.max ?? ''} characters`);
    }
    return rules.pattern === undefined || rules.pattern.test(value)
      ? undefined
      : violation(node, 'pattern', rules.pattern.source);
  };
}

export interface NumberRules {
  readonly min?: number;
  readonly max?: number;
  /** Greater than. */
  readonly above?: number;
}

function numeric(kind: 'integer' | 'number', rules: NumberRules): Shape {
  return (node) => {
    const value = node.kind === 'scalar' ? scalarOf(node) : undefined;
    if (typeof value !== 'number' || (kind === 'integer' && !Number.isInteger(value))) {
      return violation(node, 'type', kind);
    }
    const { min = -Infinity, max = Infinity, above = -Infinity } = rules;
    if (value >= min && value <= max && (value > above || above === -Infinity)) return undefined;
    const low = rules.above === undefined ? (rules.min ?? '') : `>${rules.above}`;
    return violation(node, 'range', `${low}..${rules.max ?? ''}`);
  };
}

export const integer = (rules: NumberRules = {}): Shape => numeric('integer', rules);
export const number = (rules: NumberRules = {}): Shape => numeric('number', rules);

export const boolean: Shape = (node) =>
  node.kind === 'scalar' && typeof scalarOf(node) === 'boolean' ? undefined : violation(node, 'type', 'boolean');

export function choice(...values: readonly (string | number)[]): Shape {
  return (node) => {
    const value = node.kind === 'scalar' ? scalarOf(node) : undefined;
    return values.some((allowed) => allowed === value) ? undefined : violation(node, 'choice', values.join(' | '));
  };
}

export function listOf(item: Shape, rules: { readonly min?: number; readonly max?: number } = {}): Shape {
  return (node) => {
    const size = node.kind === 'object' && node.entries.size > 0 ? undefined : tableSize(node);
    if (size === undefined) return violation(node, 'type', 'list');
    if (size < (rules.min ?? 0) || size > (rules.max ?? Infinity)) {
      return violation(node, 'range', `${rules.min ?? 0}..${rules.max ?? ''} entries`);
    }
    for (const entry of node.kind === 'list' ? node.items : []) {
      const found = item(entry);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** A list without two equal scalars. */
export function unique(list: Shape): Shape {
  return (node) => {
    const found = list(node);
    if (found !== undefined || node.kind !== 'list') return found;
    const seen = new Set<unknown>();
    for (const item of node.items) {
      const value = item.kind === 'scalar' ? scalarOf(item) : item;
      if (seen.has(value)) return violation(item, 'exclusive', 'unique entries');
      seen.add(value);
    }
    return undefined;
  };
}

/** Any keys, each value of the shape. */
export function mapOf(value: Shape, rules: { readonly key?: RegExp; readonly min?: number } = {}): Shape {
  return (node) => {
    const size = node.kind === 'list' && node.items.length > 0 ? undefined : tableSize(node);
    if (size === undefined) return violation(node, 'type', 'object');
    if (size < (rules.min ?? 0)) return violation(node, 'range', `${rules.min}.. entries`);
    return firstViolation(node.kind === 'object' ? node.entries : none, (entry, key) =>
      rules.key === undefined || rules.key.test(key) ? value(entry) : violation(entry, 'unknown', key),
    );
  };
}

export interface ObjectRules {
  readonly required?: readonly string[];
  /** Unknown keys are refused. */
  readonly closed?: boolean;
}

export function objectOf(fields: Readonly<Record<string, Shape>>, rules: ObjectRules = {}): Shape {
  const known = new Map(Object.entries(fields));
  return (node) => {
    if (node.kind === 'list' ? node.items.length > 0 : tableSize(node) === undefined) {
      return violation(node, 'type', 'object');
    }
    const entries = node.kind === 'object' ? node.entries : none;
    for (const name of rules.required ?? []) if (!entries.has(name)) return violation(node, 'missing', name);
    return firstViolation(entries, (entry, key) => {
      const shape = known.get(key);
      if (shape !== undefined) return shape(entry);
      return rules.closed ? violation(entry, 'unknown', key) : undefined;
    });
  };
}

const none: ReadonlyMap<string, Node> = new Map();

function firstViolation(
  entries: ReadonlyMap<string, Node>,
  check: (entry: Node, key: string) => Violation | undefined,
): Violation | undefined {
  let found: Violation | undefined;
  entries.forEach((entry, key) => {
    found ??= check(entry, key);
  });
  return found;
}

/** The first shape that fits; the last one's violation when none does. */
export function either(...shapes: readonly Shape[]): Shape {
  return (node) => {
    let found: Violation | undefined;
    for (const shape of shapes) {
      found = shape(node);
      if (found === undefined) return undefined;
    }
    return found;
  };
}

/** All shapes in turn. */
export function both(...shapes: readonly Shape[]): Shape {
  return (node) => {
    for (const shape of shapes) {
      const found = shape(node);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

export const anything: Shape = () => undefined;
