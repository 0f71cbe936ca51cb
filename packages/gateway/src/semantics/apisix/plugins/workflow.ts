import type { Context } from '../context.ts';
import { type Expression, expression } from '../lua/expression.ts';
import { isList, listOf, numberOf, type Table, tableOf, textOf } from '../lua/value.ts';
import { enter, leave } from './limit-conn.ts';
import { limit as limitCount, scopeOf } from './limit-count.ts';
import type { Exit, Home, Plugin } from './plugin.ts';

interface Rule {
  /** A rule without a case always matches. */
  readonly matches: Expression | undefined;
  readonly action: string;
  readonly conf: Table;
  /** Where the action counts. */
  readonly scope: string;
}

/** The first rule that matches, and of it the first action (plugins/workflow.lua). */
export const workflow: Plugin = {
  name: 'workflow',
  priority: 1006,
  compile(conf, home) {
    const rules = listOf(conf['rules']).map((rule, index) => readRule(tableOf(rule) ?? {}, index, home));
    return {
      access(context) {
        const rule = rules.find(({ matches }) => matches === undefined || matches(context.exchange));
        return rule === undefined ? undefined : act(context, rule);
      },
      log: leave,
    };
  },
};

function readRule(rule: Table, index: number, home: Home): Rule {
  const [first] = listOf(rule['actions']);
  const action = isList(first) ? first : [];
  const conf = tableOf(action[1]) ?? {};
  return {
    matches: rule['case'] === undefined ? undefined : expression(listOf(rule['case'])),
    action: textOf(action[0]) ?? '',
    conf,
    scope: scopeOf(conf, home, `:${index}`),
  };
}

/** The plugin of the action does not run once more as itself. */
function act(context: Context, { action, conf, scope }: Rule): Exit | undefined {
  context.skipped.add(action);
  if (action === 'return')
    return { status: numberOf(conf['code']) ?? 403, body: { error_msg: 'rejected by workflow' } };
  if (action === 'limit-conn') return enter(context, conf, scope);
  if (action === 'limit-count') return limitCount(context, conf, scope);
  context.notCovered.add(`workflow ${action}`);
  return undefined;
}
