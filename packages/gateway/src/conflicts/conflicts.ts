/**
 * Routes that never answer, because others win every request of theirs: duplicates, and routes that stand behind a wider
 * one. The model's table is tried from first to last (docs/decisions/0001), so a rule is never reached where one before it
 * takes all that it would take. The target keeps it so: no answer differs, and nothing is selected.
 */
import { never } from '@banyan/core/condition/condition.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { Model, Rule } from '../model/model.ts';
import { isWhole } from './covers.ts';
import { Earlier } from './earlier.ts';
import { witnessOf } from './witness.ts';

/** A rule, and one before it that takes all its requests. */
interface Hidden {
  readonly rule: Rule;
  readonly by: Rule;
}

export function conflicts({ rules }: Pick<Model, 'rules'>): readonly Finding[] {
  const hidden = hiddenRules(rules);
  if (hidden.length === 0) return [];
  const reached = new Set(rules.map(({ route }) => route));
  const count = new Map<string, number>();
  for (const { route } of rules) count.set(route, (count.get(route) ?? 0) + 1);
  for (const { rule } of hidden) count.set(rule.route, (count.get(rule.route) ?? 0) - 1);
  for (const [route, left] of count) if (left === 0) reached.delete(route);
  const said = new Set<string>();
  return hidden.flatMap(({ rule, by }) => {
    const whole = !reached.has(rule.route);
    // A route that never answers is said once, whatever it has of paths and hosts.
    const key = whole ? rule.route : rule.name;
    if (said.has(key)) return [];
    said.add(key);
    return [say(rule, by, whole)];
  });
}

/** Each rule of another route than the one that hides it. */
export function hiddenRules(rules: readonly Rule[]): readonly Hidden[] {
  const earlier = new Earlier();
  const hidden: Hidden[] = [];
  for (const rule of rules) {
    const by = earlier.covering(rule, isWhole(rule));
    if (by !== undefined && by.route !== rule.route) hidden.push({ rule, by });
  }
  return hidden;
}

function say(rule: Rule, by: Rule, whole: boolean): Finding {
  const { file, line, column } = placeOf(by.source);
  const params = { route: rule.route, by: by.route, at: `${file}:${line}:${column}`, request: witnessOf(rule) };
  const node = whole ? rule.source : partOf(rule);
  const context = { source: placeOf(node), affects: { routes: [], when: never } };
  if (!whole) return finding('CNV022', params, context);
  return same(rule, by) ? finding('CNV020', params, context) : finding('CNV021', params, context);
}

/** Where the path was written, or the host. */
const partOf = ({ path, host, source }: Rule): Rule['source'] =>
  path.sources[0] ?? ('sources' in host ? host.sources[0] : undefined) ?? source;

const same = (one: Rule, other: Rule): boolean => asked(one) === asked(other);

/** What a rule asks for, without where it was written. */
const asked = ({ host, path, methods, condition }: Rule): string =>
  JSON.stringify([host, path, methods.toSorted(), condition], (key, value: unknown) =>
    key === 'sources' ? undefined : value,
  );
