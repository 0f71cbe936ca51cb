/** A rule's own host, path and methods as a condition: for which requests a remark about the rule counts. */
import { all, always, type Condition } from '@banyan/core/condition/condition.ts';
import { parsePattern } from '../language/parse.ts';
import type { HostMatch, PathMatch, Rule } from '../../../model/model.ts';

export const ruleCondition = (rule: Rule): Condition =>
  all([hostCondition(rule.host), pathCondition(rule.path), methodCondition(rule.methods)]);

function hostCondition(host: HostMatch): Condition {
  if (host.kind === 'any') return always;
  return host.kind === 'exact' ? { subject: 'host', equals: host.name } : { subject: 'host', suffix: host.suffix };
}

function pathCondition(path: PathMatch): Condition {
  if (path.kind === 'exact') return { subject: 'path', equals: path.path };
  if (path.kind === 'prefix') return { subject: 'path', prefix: path.prefix };
  // A pattern that is no RE2 closes its rule; then its prefix says which requests are meant.
  return parsePattern(path.regex) === undefined
    ? { subject: 'path', prefix: path.prefix }
    : { subject: 'path', matches: `^(?:${path.regex})$` };
}

const methodCondition = (methods: readonly string[]): Condition =>
  methods.length === 0 ? always : { subject: 'method', in: methods };
