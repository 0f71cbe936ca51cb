import type { Context } from '../context.ts';
import type { Exit, Placed } from '../plugins/plugin.ts';

export type Phase = 'rewrite' | 'access' | 'beforeProxy';

/**
 * Runs one phase of the plugins in their order until one ends the request (plugin.lua, run_plugin). An error answer's
 * body gives way to `_meta.error_response`.
 */
export function runSteps(
  context: Context,
  plugins: readonly Placed[],
  phase: Phase,
  inConsumer = false,
): Exit | undefined {
  for (const placed of plugins) {
    if (inConsumer && placed.skipInConsumer) continue;
    const step = placed.hooks[phase];
    if (step === undefined || !applies(context, placed) || context.skipped.has(placed.plugin.name)) continue;
    for (const part of placed.unknown) context.notCovered.add(part);
    const exit = step(context);
    context.trace?.push({
      step: 'plugin',
      detail: `${placed.plugin.name} (${phase})${exit === undefined ? '' : `: answers ${exit.status}`}`,
      place: placed.pointer,
    });
    if (exit === undefined) continue;
    return exit.status >= 400 && placed.errorResponse !== undefined
      ? { status: exit.status, body: placed.errorResponse }
      : exit;
  }
  return undefined;
}

/** Runs header or body filters; these cannot end a request. */
export function runFilters(context: Context, plugins: readonly Placed[], phase: 'header' | 'body' | 'log'): void {
  for (const placed of plugins) {
    const filter = placed.hooks[phase];
    if (filter !== undefined && applies(context, placed) && !context.skipped.has(placed.plugin.name)) filter(context);
  }
}

/** `_meta.filter`: worked out when the plugin runs first, and kept for its later phases. */
function applies(context: Context, placed: Placed): boolean {
  if (placed.filter === undefined) return true;
  const known = context.filters.get(placed);
  if (known !== undefined) return known;
  const holds = placed.filter(context.exchange);
  context.filters.set(placed, holds);
  return holds;
}

/** Global rules without plugins that prefer the route's own copy. */
export function globalPlugins(context: Context, ordered: readonly Placed[]): readonly Placed[] {
  const route = context.route?.plugins;
  if (route === undefined) return ordered;
  return ordered.filter((placed) => {
    const own = placed.plugin.prefersRoute === true ? route.get(placed.plugin.name) : undefined;
    return own === undefined || own.disabled;
  });
}
