/**
 * Which rules stand together for a set of hosts. Envoy looks into one virtual host only, so the objects of a host have, in
 * order, every rule that may match one of its hosts. A rule for a host that the target has no word for asks for it by its
 * authority.
 */
import type { HostMatch, Rule } from '../../model/model.ts';
import { type HostGroup, hostGroups } from '../envoy/match/hosts.ts';

export interface Group {
  readonly hosts: readonly string[];
  readonly rules: readonly Rule[];
  /** Whether the rule asks for its host itself. */
  readonly asks: (rule: Rule) => boolean;
}

/** `isHost`: whether the target takes the pattern as a host. */
export function groupsOf(
  rules: readonly Rule[],
  size: (rule: Rule) => number,
  isHost: (host: HostMatch) => boolean,
): readonly Group[] {
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

/** Whether a host of the pattern may be looked for under a host of the target. */
function meets(match: HostMatch, host: string): boolean {
  if (host === '*' || match.kind === 'any') return true;
  const own = match.kind === 'exact' ? match.name : match.suffix;
  if (!host.startsWith('*')) return match.kind === 'exact' ? host === own : host.endsWith(own);
  const suffix = host.slice(1);
  return own.endsWith(suffix) || (match.kind === 'suffix' && suffix.endsWith(own));
}
