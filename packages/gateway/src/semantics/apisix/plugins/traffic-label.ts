import { type Context, fill, setRequestHeader } from '../context.ts';
import { type Expression, expression } from '../lua/expression.ts';
import { listOf, luaText, numberOf, type Table, tableOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

interface Action {
  readonly headers: Table | undefined;
  readonly weight: number;
  current: number;
}

interface Rule {
  readonly matches: Expression | undefined;
  readonly actions: readonly Action[];
}

/** Headers by rules, the actions of a rule by weight (plugins/traffic-label.lua). */
export const trafficLabel: Plugin = {
  name: 'traffic-label',
  priority: 967,
  compile(conf) {
    const rules = listOf(conf['rules']).map((rule) => readRule(tableOf(rule) ?? {}));
    return {
      access(context) {
        for (const rule of rules) {
          if (rule.matches?.(context.exchange) !== true) continue;
          const action = pick(rule.actions);
          if (action?.headers === undefined) continue;
          label(context, action.headers);
          break;
        }
        return undefined;
      },
    };
  },
};

const readRule = (rule: Table): Rule => ({
  matches: expression(listOf(rule['match'])),
  actions: listOf(rule['actions']).map((one) => ({
    headers: tableOf(tableOf(one)?.['set_headers']),
    weight: numberOf(tableOf(one)?.['weight']) ?? 1,
    current: 0,
  })),
});

function pick(actions: readonly Action[]): Action | undefined {
  let best: Action | undefined;
  for (const action of actions) {
    action.current += action.weight;
    if (action.weight > 0 && (best === undefined || action.current > best.current)) best = action;
  }
  if (best !== undefined) best.current -= actions.reduce((sum, { weight }) => sum + weight, 0);
  return best;
}

function label(context: Context, headers: Table): void {
  for (const [name, value] of Object.entries(headers))
    setRequestHeader(context, name, fill(context, luaText(value)).text);
}
