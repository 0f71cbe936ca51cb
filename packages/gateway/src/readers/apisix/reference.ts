/**
 * References to values that are kept elsewhere (`apisix/core/env.lua`, `apisix/secret.lua`): `$env://NAME` is looked up, a
 * `$secret://` has no value here. They count as whole values only.
 */
import type { Node } from '@banyan/core/document/node.ts';
import type { Environment } from './environment.ts';
import { textOf } from './typed.ts';

const reference = /^\$(secret|env|ENV):\/\/(.*)$/s;

/** A secret's text; undefined when it is a reference that leads to none. */
export function secretOf(environment: Environment, node: Node | undefined): string | undefined {
  const text = textOf(node);
  if (text === undefined || !reference.test(text)) return text;
  const found = find(environment, text);
  // A number finds nobody: what clients send is text.
  return typeof found === 'string' ? found : undefined;
}

/** What a reference leads to: `NAME`, or `NAME/key` for one member of a JSON object, whose name is all that follows. */
function find(environment: Environment, text: string): unknown {
  const [, kind, path = ''] = reference.exec(text) ?? [];
  if (kind === undefined || kind === 'secret') return undefined;
  const [name = '', ...rest] = path.split('/');
  const value = environment[name];
  if (value === undefined || rest.length === 0) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    const key = rest.join('/');
    return typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, key)
      ? Reflect.get(parsed, key)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether any reference below leads to an object, which is no value for a plugin. */
export function findsObject(environment: Environment, node: Node): boolean {
  if (node.kind === 'list') return node.items.some((item) => findsObject(environment, item));
  if (node.kind === 'object') return Array.from(node.entries.values()).some((item) => findsObject(environment, item));
  return typeof node.value === 'string' && typeof find(environment, node.value) === 'object';
}

/** Whether any text below refers to a secret manager, whose values are not known here. */
export function hasSecret(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(hasSecret);
  if (node.kind === 'object') return Array.from(node.entries.values()).some(hasSecret);
  return typeof node.value === 'string' && node.value.startsWith('$secret://');
}

/** Whether any text below is a reference. */
export function hasReference(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(hasReference);
  if (node.kind === 'object') return Array.from(node.entries.values()).some(hasReference);
  return typeof node.value === 'string' && node.value.startsWith('$') && reference.test(node.value);
}

/** The node with each reference that leads somewhere replaced by its value; others stay as they are written. */
export function withValues(environment: Environment, node: Node): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => withValues(environment, item)) };
  if (node.kind === 'object') {
    const entries = Array.from(node.entries, ([key, value]) => [key, withValues(environment, value)] as const);
    return { ...node, entries: new Map(entries) };
  }
  if (typeof node.value !== 'string' || !hasReference(node)) return node;
  const found = find(environment, node.value);
  const known = typeof found === 'string' || typeof found === 'number';
  return { ...node, value: known ? String(found) : node.value, style: 'quoted' };
}
