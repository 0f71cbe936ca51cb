import type { Context } from '../context.ts';
import { routeForConsumer } from '../effective.ts';
import type { Exit, Placed } from '../plugins/plugin.ts';
import { globalPlugins, runSteps } from './run.ts';

/** Rewrite and access phases of a matched route, in the order of http_access_phase (init.lua). */
export function accessPhase(context: Context, global: readonly Placed[]): Exit | undefined {
  const { route } = context;
  if (route === undefined) return undefined;
  context.plugins = [];
  const first = runSteps(context, globalPlugins(context, global), 'rewrite');
  if (first !== undefined) return first;
  if (route.scripted) context.notCovered.add('script');
  context.plugins = route.ordered;
  return (
    runSteps(context, context.plugins, 'rewrite') ??
    consumerPhase(context) ??
    runSteps(context, globalPlugins(context, global), 'access') ??
    runSteps(context, context.plugins, 'access')
  );
}

/** Without a route only the global rules run. */
export function globalPhase(context: Context, global: readonly Placed[]): Exit | undefined {
  return runSteps(context, global, 'rewrite') ?? runSteps(context, global, 'access');
}

/** Puts the plugins of the consumer and its group in place, and runs the rewrite phase of those that are new. */
function consumerPhase(context: Context): Exit | undefined {
  const { consumer, route, gateway } = context;
  if (consumer === undefined || route === undefined) return undefined;
  const group = consumer.group === undefined ? undefined : gateway.groups.get(consumer.group);
  if (consumer.group !== undefined && group === undefined) return { status: 503 };
  const merged = routeForConsumer(route, consumer, group);
  if (merged === route) return undefined;
  context.route = merged;
  context.plugins = merged.ordered;
  context.filters.clear();
  for (const placed of merged.ordered)
    if (!placed.fromConsumer || placed.plugin.auth === true) placed.skipInConsumer = true;
  return runSteps(context, merged.ordered, 'rewrite', true);
}
