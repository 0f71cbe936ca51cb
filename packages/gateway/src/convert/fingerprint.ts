/** What a finding is known by from one conversion to the next: not its line, which moves when others are added. */
import { hash } from 'node:crypto';
import type { Finding } from '@banyan/core/finding/finding.ts';

const fingerprints = new WeakMap<Finding, string>();

/** 16 hexadecimal digits of code, parameters, routes, and the place without positions in lists. */
export function fingerprintOf(found: Finding): string {
  const known = fingerprints.get(found);
  if (known !== undefined) return known;
  const { code, params, source, affects } = found;
  const place = source?.pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*') ?? '';
  const made = hash('sha256', JSON.stringify([code, params, place, affects?.routes ?? []]), 'hex').slice(0, 16);
  fingerprints.set(found, made);
  return made;
}
