/**
 * Whether APISIX accepts the plugins of an object (`apisix/plugin.lua`, check_schema): in file mode an unknown plugin refuses
 * the whole object, even a disabled one; a disabled plugin's configuration is not checked.
 */
import type { Node } from '@banyan/core/document/node.ts';
import type { Kind } from '../objects.ts';
import type { Rule } from '../schema/shape.ts';
import { both, mapOf, anything } from '../schema/shape.ts';
import { knownPlugins } from './known.ts';
import { pluginReaders } from './list.ts';
import { isDisabled, metaShape } from './meta.ts';

export type PluginProblem =
  | { readonly code: 'APX050'; readonly node: Node; readonly plugin: string }
  | {
      readonly code: 'APX051';
      readonly node: Node;
      readonly plugin: string;
      readonly rule: Rule;
      readonly detail: string;
    };

const table = mapOf(anything);

/** `enabled`: names of the loaded plugins; undefined for those that are by default. */
export const isLoaded = (plugin: string, enabled: ReadonlySet<string> | undefined): boolean =>
  enabled?.has(plugin) ?? knownPlugins.get(plugin)?.enabled === true;

/** The first plugin that APISIX would refuse, and why. */
export function checkPlugins(
  kind: Kind,
  plugins: Node | undefined,
  enabled: ReadonlySet<string> | undefined,
): PluginProblem | undefined {
  if (plugins?.kind !== 'object' || kind === 'plugin_metadata' || kind === 'stream_routes') return undefined;
  for (const [plugin, node] of plugins.entries) {
    if (!isLoaded(plugin, enabled)) return { code: 'APX050', node, plugin };
    const reader = pluginReaders.get(plugin);
    const own = kind === 'consumers' ? (reader?.credentialShape ?? reader?.shape) : reader?.shape;
    const shape = both(table, metaShape, own ?? anything);
    const found = isDisabled(node) ? undefined : shape(node);
    if (found !== undefined) {
      return { code: 'APX051', node: found.node, plugin, rule: found.rule, detail: found.detail };
    }
  }
  return undefined;
}
