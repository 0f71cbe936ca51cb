/**
 * Which VirtualService a rule stands in. Envoy looks into one virtual host only, so the VirtualService of a host has, in
 * order, every rule that may match one of its hosts. Istio knows full names, `*.suffix` and `*`; a rule for another kind of
 * host (`*shop.example`, a single label) asks for it by its authority.
 */
import type { HostMatch, Rule } from '../../../model/model.ts';
import { type HostGroup, hostGroups } from '../../envoy/match/hosts.ts';

export interface Group {
  readonly hosts: readonly string[];
  readonly rules: readonly Rule[];
  /** Whether the rule asks for its host itself. */
  readonly asks: (rule: Rule) => boolean;
}

export function groupsOf(rules: readonly Rule[], size: (rule: Rule) => number): readonly Group[] {
  const strange = new Map<Rule, Rule>();
  const plain = rules.map((rule): Rule => {
    if (isHost(rule.host)) return rule;
    const made: Rule = { ...rule, host: { kind: 'any' } };
    strange.set(made, rule);
    return made;
  });
  const original = (rule: Rule): Rule => strange.get(rule) ?? rule;
  const found: readonly HostGroup[] | undefined = hostGroups(plain, (rule) => size(original(rule)));
  if (found === undefined) return [{ hosts: ['*'], rules, asks: () => true }];
  const asking = new Set(strange.values());
  return found.map(({ domains, rules: inside }) => {
    const hosts = domains.filter((domain) => !domain.startsWith('.'));
    return {
      hosts,
      rules: inside.map(original).filter((rule) => !asking.has(rule) || hosts.some((host) => meets(rule.host, host))),
      asks: (rule) => asking.has(rule),
    };
  });
}

/** Whether Istio takes it as a host of a VirtualService. */
function isHost(host: HostMatch): boolean {
  if (host.kind === 'any') return true;
  if (host.kind === 'exact') return fullName.test(host.name) && !address.test(host.name);
  return host.suffix === '' || (host.suffix.startsWith('.') && fullName.test(host.suffix.slice(1)));
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** At least two labels: a single one would be completed with the namespace. */
const fullName = new RegExp(`^${label}(?:\\.${label})+$`);
const address = /^[0-9.]+$/;

/** Whether a host of the pattern may be looked for under a host of Istio. */
function meets(match: HostMatch, host: string): boolean {
  if (host === '*' || match.kind === 'any') return true;
  const own = match.kind === 'exact' ? match.name : match.suffix;
  if (!host.startsWith('*')) return match.kind === 'exact' ? host === own : host.endsWith(own);
  const suffix = host.slice(1);
  return own.endsWith(suffix) || (match.kind === 'suffix' && suffix.endsWith(own));
}
