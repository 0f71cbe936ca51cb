/**
 * Virtual hosts. Envoy chooses one virtual host and never falls back to a wider one (APISIX does), so each pattern's
 * virtual host holds, in order, every rule that may match one of its hosts. Rule lists that are equal share one.
 *
 * Observed with Envoy 1.39.3: `*shop.example` is a valid domain; a star does not stand for nothing, so the name without
 * the star is added. Ports are left out of the comparison by `ignore_port_in_host_matching`.
 */
import type { HostMatch, Rule } from '../../../model/model.ts';

export interface HostGroup {
  readonly domains: readonly string[];
  readonly rules: readonly Rule[];
}

export function hostGroups(rules: readonly Rule[]): readonly HostGroup[] {
  const patterns = new Map<string, HostMatch>();
  for (const { host } of rules) patterns.set(keyOf(host), host);
  patterns.set('*', { kind: 'any' });
  const groups = new Map<string, { domains: string[]; rules: readonly Rule[] }>();
  const taken = new Set([...patterns.values()].flatMap((host) => (host.kind === 'exact' ? [host.name] : [])));
  for (const pattern of patterns.values()) {
    const matching = rules.filter((rule) => covers(rule.host, pattern));
    const key = matching.map((rule) => rule.name).join('\n');
    const group = groups.get(key) ?? { domains: [], rules: matching };
    groups.set(key, group);
    group.domains.push(...domainsOf(pattern, taken));
  }
  return [...groups.values()];
}

const keyOf = (host: HostMatch): string => {
  if (host.kind === 'any' || (host.kind === 'suffix' && host.suffix === '')) return '*';
  return host.kind === 'exact' ? host.name : `*${host.suffix}`;
};

function domainsOf(host: HostMatch, taken: ReadonlySet<string>): readonly string[] {
  if (host.kind === 'any') return ['*'];
  if (host.kind === 'exact') return [host.name];
  return taken.has(host.suffix) ? [`*${host.suffix}`] : [`*${host.suffix}`, host.suffix];
}

/** Whether a rule for one pattern matches the hosts that are left for another pattern's virtual host. */
function covers(wide: HostMatch, narrow: HostMatch): boolean {
  if (wide.kind === 'any') return true;
  if (narrow.kind === 'any') return wide.kind === 'suffix' && wide.suffix === '';
  if (wide.kind === 'exact') return narrow.kind === 'exact' && narrow.name === wide.name;
  return (narrow.kind === 'exact' ? narrow.name : narrow.suffix).endsWith(wide.suffix);
}
