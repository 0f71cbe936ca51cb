import type { Context } from '../context.ts';
import { expression, type Expression } from '../lua/expression.ts';
import { idOf, isList, listOf, numberOf, type Table, tableOf } from '../lua/value.ts';
import type { Share } from '../upstream/choose.ts';
import { readUpstream } from '../upstream/upstream.ts';
import type { Exit, Home, Plugin } from './plugin.ts';

/** One share of a rule: an upstream of its own, another by id, or (neither) the route's. */
interface Weighted extends Share {
  readonly weight: number;
  /** Of the smooth weighted round robin. */
  current: number;
}

interface Rule {
  /** Without conditions a rule always matches. */
  readonly conditions: readonly (Expression | undefined)[] | undefined;
  readonly shares: readonly Weighted[];
}

/** Divides requests among upstreams (plugins/traffic-split.lua): the first rule that matches counts. */
export const trafficSplit: Plugin = {
  name: 'traffic-split',
  priority: 966,
  compile(conf, home) {
    if (!isList(conf['rules'])) return {};
    const rules = conf['rules'].map((rule, index) => readRule(tableOf(rule) ?? {}, index, home));
    return { access: (context) => split(context, rules) };
  },
};

function readRule(rule: Table, index: number, { gateway, parent }: Home): Rule {
  const written = isList(rule['weighted_upstreams']) ? rule['weighted_upstreams'] : [{ weight: 1 }];
  return {
    conditions: isList(rule['match'])
      ? rule['match'].map((one) => expression(listOf(tableOf(one)?.['vars'])))
      : undefined,
    shares: written.map((value, place) => {
      const share = tableOf(value) ?? {};
      const inline = tableOf(share['upstream']);
      const id = idOf(share['upstream_id']);
      return {
        id,
        upstream:
          id !== undefined || inline === undefined
            ? undefined
            : readUpstream(inline, `traffic-split ${parent} ${index} ${place}`, '', gateway),
        weight: numberOf(share['weight']) ?? 1,
        current: 0,
      };
    }),
  };
}

function split(context: Context, rules: readonly Rule[]): Exit | undefined {
  let matched: Rule | undefined;
  for (const rule of rules) {
    const missing = rule.shares.find(({ id }) => id !== undefined && !context.gateway.upstreams.has(id));
    if (missing !== undefined)
      return { status: 500, body: `failed to fetch upstream info by upstream id: ${missing.id}` };
    // An empty list of conditions decides nothing: what the rule before it said still holds, at first "matches".
    if (rule.conditions === undefined || rule.conditions.some((one) => one?.(context.exchange) === true)) {
      matched = rule;
      break;
    }
  }
  if (matched === undefined) return undefined;
  const share = pick(matched.shares);
  if (share === undefined) return undefined;
  context.trace?.push({ step: 'traffic-split', detail: share.id ?? share.upstream?.key ?? 'upstream of the route' });
  context.share = share;
  const heavy = matched.shares.filter(({ weight }) => weight > 0);
  context.shares = heavy.length === 0 ? matched.shares : heavy;
  if (share.upstream !== undefined && share.upstream.nodes.length === 0) return { status: 500 };
  return undefined;
}

/** Smooth weighted round robin over the shares. */
function pick(shares: readonly Weighted[]): Weighted | undefined {
  const heavy = shares.filter((share) => share.weight > 0);
  const total = heavy.reduce((sum, share) => sum + share.weight, 0);
  let best: Weighted | undefined;
  for (const share of heavy) {
    share.current += share.weight;
    if (best === undefined || share.current > best.current) best = share;
  }
  if (best !== undefined) best.current -= total;
  return best ?? shares[0];
}
