/** Shapes that several objects share (`apisix/schema_def.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { isIP } from 'node:net';
import { textOf } from '../typed.ts';
import type { Shape } from './shape.ts';
import { choice, either, integer, mapOf, number, objectOf, text, violation } from './shape.ts';

export const id = either(text({ min: 1, max: 64, pattern: /^[a-zA-Z0-9\-_.]+$/ }), integer({ min: 1 }));

export const host = text({ pattern: /^\*$|^\*?[0-9a-zA-Z\-._[\]:]+$/ });

export const metadata = {
  id,
  name: text({ min: 1, max: 256 }),
  desc: text({ max: 256 }),
  labels: mapOf(text({ min: 1, max: 256, pattern: /^\S+$/ })),
  create_time: integer(),
  update_time: integer(),
} as const;

/** Keys of `metadata` that only describe. */
export const descriptive = ['name', 'desc', 'labels', 'create_time', 'update_time'] as const;

export const timeout = objectOf(
  { connect: number({ above: 0 }), send: number({ above: 0 }), read: number({ above: 0 }) },
  { required: ['connect', 'send', 'read'] },
);

export const method = choice('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'PURGE');

/** Addresses and ranges of both families. */
export function isAddressRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return false;
  if (bits === undefined) return true;
  return /^[0-9]{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

export const addressRange: Shape = (node: Node) => {
  const value = textOf(node);
  if (value === undefined) return violation(node, 'type', 'text');
  return isAddressRange(value) ? undefined : violation(node, 'pattern', 'IP, IP/bits');
};
