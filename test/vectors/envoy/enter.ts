/** The first steps of every lane inside its namespace: its cases, and the network that they were recorded in. */
import { mkdirSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { loadCases } from '../load.ts';
import type { VectorCase } from '../vector.ts';
import type { Certificates } from '../wire/backends.ts';
import { address6OfCase } from './merge.ts';
import { setUpNetwork } from './namespace.ts';
import type { LaneOrder } from './run.ts';

export function enter(order: LaneOrder): {
  readonly cases: readonly VectorCase[];
  readonly certificates: Certificates;
} {
  // The starter holds the other end: when it is gone, so are we, and with us the namespace and all in it.
  process.stdin.on('end', () => process.exit(1)).resume();
  mkdirSync(order.folder, { recursive: true });
  const wanted = new Set(order.ids);
  const cases = loadCases(order.file).filter(({ id }) => wanted.has(id));
  setUpNetwork([...clientAddresses(cases), ...listenerAddresses(cases)], ['10.20.0.0/16'], order.folder);
  // Our own file: certificates and keys by name.
  const file = join(import.meta.dirname, '../data/certs.json');
  return { cases, certificates: JSON.parse(readFileSync(file, 'utf8')) as Certificates };
}

const clientAddresses = (cases: readonly VectorCase[]): string[] =>
  cases.flatMap(({ requests }) => requests.flatMap(({ client_ip }) => client_ip ?? []));

export const hasIPv6 = ({ requests }: VectorCase): boolean =>
  requests.some(({ client_ip }) => client_ip !== undefined && isIPv6(client_ip));

/** IPv6 has one loopback address only; a listener for its clients needs another. */
const listenerAddresses = (cases: readonly VectorCase[]): string[] =>
  cases.flatMap((one, number) => (hasIPv6(one) ? [address6OfCase(number)] : []));
