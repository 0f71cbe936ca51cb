/** Reading plugin configurations: fields with their defaults, header edits, and what has no mapping. */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Shape } from '../schema/shape.ts';
import { violation } from '../schema/shape.ts';
import type { HeaderEdits } from '../../../model/base.ts';
import type { AuthenticateByPassword, Unmapped } from '../../../model/policy.ts';
import { booleanOf, itemsOf, numberOf, scalarOf, textOf } from '../typed.ts';
import { knownPlugins } from './known.ts';
import type { Use } from './reader.ts';
import { templateOf } from './template.ts';

export const textField = (node: Node, name: string, fallback: string): string => textOf(child(node, name)) ?? fallback;
export const numberField = (node: Node, name: string, fallback: number): number =>
  numberOf(child(node, name)) ?? fallback;
export const booleanField = (node: Node, name: string, fallback: boolean): boolean =>
  booleanOf(child(node, name)) ?? fallback;
export const textsField = (node: Node, name: string): string[] =>
  itemsOf(child(node, name)).flatMap((item) => textOf(item) ?? []);

/** A plugin, or a part of it, that has no mapping. */
export function unmapped(use: Use, part?: string): Unmapped {
  const node = part === undefined ? use.node : (child(use.node, part) ?? use.node);
  return {
    kind: 'unmapped',
    origin: part === undefined ? use.name : `${use.name}.${part}`,
    protects: knownPlugins.get(use.name)?.effect === 'protection',
    sources: [node],
  };
}

/** A header's value: numbers as Lua prints them. */
function valueOf(node: Node): string | undefined {
  const value = node.kind === 'scalar' ? scalarOf(node) : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** `{name: value}`; a list is a header with several values. */
function pairs(node: Node | undefined, captures: boolean): [string, HeaderEdits['set'][number][1]][] {
  if (node?.kind !== 'object') return [];
  return Array.from(node.entries).flatMap(([name, value]) =>
    (value.kind === 'list' ? value.items : [value]).map((item): [string, HeaderEdits['set'][number][1]] => [
      name,
      templateOf(valueOf(item) ?? '', captures),
    ]),
  );
}

/** Headers as `{name: value}`. */
export const headerPairs = (node: Node | undefined): HeaderEdits['set'] => pairs(node, false);

/** One of two fields, and not both. */
export const exactlyOne =
  (one: string, other: string): Shape =>
  (node) => {
    const given = [one, other].filter((name) => child(node, name) !== undefined);
    if (given.length === 0) return violation(node, 'missing', `${one} | ${other}`);
    return given.length > 1 ? violation(node, 'exclusive', given.join(', ')) : undefined;
  };

const isOperation = (node: Node | undefined): boolean =>
  ['add', 'set', 'remove'].some((name) => {
    const part = child(node, name);
    return part !== undefined && part.kind !== 'scalar';
  });

/** Header edits of proxy-rewrite: `{add, set, remove}`, or the older flat map, which sets. */
export function headerEdits(node: Node | undefined, captures: boolean): HeaderEdits {
  if (!isOperation(node)) return { add: [], set: pairs(node, captures), remove: [] };
  return {
    add: pairs(child(node, 'add'), captures),
    set: pairs(child(node, 'set'), captures),
    remove: itemsOf(child(node, 'remove')).flatMap((item) => textOf(item) ?? []),
  };
}

/** Header edits of response-rewrite, where `add` is a list of `name: value`. */
export function responseHeaderEdits(node: Node | undefined): HeaderEdits {
  const edits = headerEdits(node, false);
  if (!isOperation(node)) return edits;
  const add = itemsOf(child(node, 'add')).flatMap((item): [string, HeaderEdits['add'][number][1]][] => {
    const [, name, value] = /^([^:\s]+)\s*:\s*([^:]+)$/.exec(textOf(item) ?? '') ?? [];
    return name === undefined || value === undefined ? [] : [[name, templateOf(value)]];
  });
  return { ...edits, add };
}

/** What every authentication has. */
export const authenticationFields = (
  use: Use,
  realm: string,
): Pick<AuthenticateByPassword, 'origin' | 'sources' | 'realm' | 'hideCredentials' | 'anonymous'> => ({
  origin: use.name,
  sources: [use.node],
  realm: textField(use.node, 'realm', realm),
  hideCredentials: booleanField(use.node, 'hide_credentials', false),
  anonymous: textOf(child(use.node, 'anonymous_consumer')),
});
