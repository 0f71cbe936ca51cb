/**
 * external-dns keeps a TXT record for each record that it owns, and writes its own answer back about once a minute. The TXT has
 * the record's name with something before or after its first label (`a-api.shop.example`, `api-dns.shop.example`), or before the
 * whole of it, as the installation has it.
 */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

/** The owner of a name, as its registry calls it. */
export function externalDnsOwner(name: string, zone: readonly ResourceRecordSet[]): string | undefined {
  for (const { Name: registry = '', Type: type, ResourceRecords: values = [] } of zone) {
    if (type !== 'TXT' || !isFor(registry.toLowerCase(), name)) continue;
    for (const { Value: text = '' } of values) {
      if (text.includes('heritage=external-dns'))
        return /external-dns\/owner=([^,"]+)/.exec(text)?.[1] ?? 'external-dns';
    }
  }
  return undefined;
}

function isFor(registry: string, name: string): boolean {
  if (registry === name || registry.endsWith(`.${name}`)) return true;
  const [ours = '', ...parents] = name.split('.');
  const [theirs = '', ...others] = registry.split('.');
  return parents.join('.') === others.join('.') && `-${theirs}-`.includes(`-${ours}-`);
}
