/** Fields of custom resources under the names that APISIX has for them. */
import type { Node } from '@banyan/core/document/node.ts';
import { isObject } from '@banyan/core/document/values.ts';
import { numberOf, textOf } from '../../typed.ts';
import { sortFields } from '../part.ts';
import type { Translation } from './translation.ts';

export interface Field {
  /** APISIX's name. */
  readonly to: string;
  /** What becomes of the value; taken over as it stands when nothing is said. */
  readonly as?: (translation: Translation, node: Node) => Node | undefined;
}

export type Fields = Readonly<Record<string, Field>>;

/** Entries of an object as APISIX has them; a field that the table does not name is unknown to the API server. */
export function translated(
  translation: Translation,
  node: Node | undefined,
  fields: Fields,
  what: string,
): (readonly [string, Node | undefined])[] {
  const taken = Object.fromEntries(Object.keys(fields).map((name) => [name, 'taken' as const]));
  sortFields(translation.opening, node, taken, what);
  if (!isObject(node)) return [];
  return Object.entries(fields).flatMap(([name, { to, as }]) => {
    const value = node.entries.get(name);
    if (value === undefined) return [];
    return [[to, as === undefined ? value : as(translation, value)] as const];
  });
}

/** An object of the custom resource as one of APISIX's. */
export const part =
  (fields: Fields, what: string) =>
  (translation: Translation, node: Node): Node =>
    translation.make.object(node, translated(translation, node, fields, what));

const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Go's durations (`1m30s`) in whole seconds, as the controller cuts them. */
export function secondsOf(node: Node | undefined): number | undefined {
  const nanoseconds = numberOf(node);
  if (nanoseconds !== undefined) return Math.floor(nanoseconds / 1e9);
  const text = textOf(node) ?? '';
  const parts = Array.from(text.matchAll(/([0-9.]+)(ns|us|µs|ms|s|m|h)/g));
  if (parts.length === 0) return undefined;
  return Math.floor(parts.reduce((sum, [, value, unit = 's']) => sum + Number(value) * (units[unit] ?? 1), 0));
}

export const seconds = ({ make }: Translation, node: Node): Node => {
  const value = secondsOf(node);
  return value === undefined ? node : make.value(node, value);
};

/** `{connect, send, read}`; what is not set is 60 s. */
export function timeout(translation: Translation, node: Node): Node {
  const { make } = translation;
  const given = new Map(
    translated(
      translation,
      node,
      { connect: { to: 'connect', as: seconds }, send: { to: 'send', as: seconds }, read: { to: 'read', as: seconds } },
      'timeout',
    ),
  );
  // Zero counts as not set.
  const of = (name: string): Node => {
    const value = given.get(name);
    return value === undefined || numberOf(value) === 0
      ? make.value(node, 60, value === undefined ? [] : [value])
      : value;
  };
  return make.object(node, [
    ['connect', of('connect')],
    ['send', of('send')],
    ['read', of('read')],
  ]);
}
