import type { Context } from '../context.ts';
import { escapeComponent } from '../lua/escape.ts';
import { type Argument, parseArguments } from '../request/arguments.ts';

/** The first value of an argument; undefined when it is absent. */
export function firstArgument(context: Context, name: string): Argument | undefined {
  const { exchange } = context;
  if (exchange.query === undefined) return undefined;
  exchange.arguments ??= parseArguments(exchange.query);
  return exchange.arguments.get(name)?.[0];
}

/** All values of an argument, as `get_uri_args` holds them: a list only when there are several. */
export function allArguments(context: Context, name: string): readonly Argument[] {
  firstArgument(context, name);
  return context.exchange.arguments?.get(name) ?? [];
}

/** Takes an argument out; the query is then written anew, and with it the target (`ngx.req.set_uri_args`). */
export function removeArgument(context: Context, name: string): void {
  const { exchange } = context;
  const kept = [...parseArguments(exchange.query ?? '')].filter(([one]) => one !== name);
  exchange.query = kept
    .flatMap(([one, values]) =>
      values.map((value) =>
        value === true ? escapeComponent(one) : `${escapeComponent(one)}=${escapeComponent(value)}`,
      ),
    )
    .join('&');
  exchange.arguments = undefined;
  context.rawTarget = false;
}
