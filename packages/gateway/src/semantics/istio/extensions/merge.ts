import { camel, type Data, isData } from '../../envoy/data.ts';
import type { Origins } from '../origin.ts';

/** Fields of which only one may be set: setting one clears the others. */
const alternatives: readonly (readonly string[])[] = [
  ['route', 'redirect', 'direct_response', 'filter_action', 'non_forwarding_action'],
  ['cluster', 'cluster_header', 'weighted_clusters', 'cluster_specifier_plugin', 'inline_cluster_specifier_plugin'],
  ['prefix', 'path', 'safe_regex', 'connect_matcher', 'path_separated_prefix', 'path_match_policy'],
  ['host_rewrite_literal', 'auto_host_rewrite', 'host_rewrite_header', 'host_rewrite_path_regex', 'host_rewrite'],
  ['rds', 'route_config', 'scoped_routes'],
  ['path_redirect', 'prefix_rewrite', 'regex_rewrite'],
];

/** Fields that are maps: an entry of the patch takes the place of the one before. */
const maps = new Set(['typed_per_filter_config', 'filter_metadata', 'typed_filter_metadata', 'source_codes']);

export interface Merging {
  readonly origins: Origins;
  /** Lists of the patch take the place of those before, instead of following them. */
  readonly replacesLists: boolean;
}

/**
 * A patch of an EnvoyFilter as protobuf merges it: messages field by field, lists one behind the other, and a value that
 * is its field's default counts as not written, so that a merge cannot make a `true` a `false`.
 */
export function merged(into: Data, patch: Data, merging: Merging): Data {
  const made: Record<string, unknown> = { ...into };
  for (const [written, value] of Object.entries(patch)) {
    const name = fieldName(into, written);
    for (const other of alternatives.find((one) => one.includes(name)) ?? [])
      if (other !== name && made[other] !== undefined) delete made[other];
    made[name] = mergedValue(name, made[name], value, merging);
  }
  const origin = merging.origins.of(into);
  return origin === undefined ? made : merging.origins.mark(made, origin);
}

function mergedValue(name: string, before: unknown, value: unknown, merging: Merging): unknown {
  if (before === undefined) return value;
  if (Array.isArray(value)) {
    const own: readonly unknown[] = value;
    const first: readonly unknown[] = Array.isArray(before) && !merging.replacesLists ? before : [];
    return [...first, ...own];
  }
  if (value === false || value === 0 || value === '' || value === null) return before;
  if (!isData(value) || !isData(before)) return value;
  if (maps.has(name)) return { ...before, ...value };
  // The bytes of an Any are replaced as one.
  return value['@type'] === undefined ? merged(before, value, merging) : value;
}

/** A configuration of a filter with a patch for it, if that is of the same type. */
export function mergedConfig(into: unknown, patch: Data, merging: Merging): unknown {
  if (!isData(into) || into['@type'] !== patch['@type']) return into;
  return merged(into, patch, merging);
}

/** A field may be written `snake_case` or `lowerCamelCase`; what is there already is written one way. */
function fieldName(into: Data, written: string): string {
  if (written in into || written === '@type') return written;
  const snake = written.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (snake in into) return snake;
  const other = camel(written);
  return other in into ? other : snake.includes('.') || snake.includes('/') ? written : snake;
}
