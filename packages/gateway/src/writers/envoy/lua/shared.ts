/**
 * Scripts that several routes run are known to their filter by a name (`source_codes`), and the routes say the name. Envoy
 * keeps an interpreter in each of its threads for every script that a route brings along, but one for a named script.
 *
 * Only scripts that make paths, methods and texts: where a route comes before the listener that knows the name, Envoy runs
 * nothing, so what protects stays in its route.
 */
import { isObject, type JsonObject } from '../config.ts';
import { perRouteType } from './code.ts';
import { answerFilter, earlyFilter, methodFilter, restoreFilter } from './path.ts';

const sharing = [earlyFilter, answerFilter, restoreFilter, methodFilter];

/** By filter: the names of scripts by their sources. */
export type ScriptNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Names for the scripts that more than one of the routes runs: the filter's own name with a number. */
export function namesOf(routes: Iterable<JsonObject>): ScriptNames {
  const uses = new Map(sharing.map((filter) => [filter, new Map<string, number>()]));
  for (const route of routes)
    for (const [filter, counts] of uses) {
      const source = sourceOf(route, filter);
      if (source !== undefined) counts.set(source, (counts.get(source) ?? 0) + 1);
    }
  return new Map([...uses].map(([filter, counts]) => [filter, named(filter, counts)]));
}

const named = (filter: string, uses: ReadonlyMap<string, number>): ReadonlyMap<string, string> => {
  const feature = filter.slice(filter.lastIndexOf('/') + 1);
  const shared = [...uses].filter(([, count]) => count > 1);
  return new Map(shared.map(([source], index) => [source, `${feature}-${index + 1}`]));
};

/** The same route, with names for the scripts that have one. */
export function byName(route: JsonObject, names: ScriptNames): JsonObject {
  const said: Record<string, JsonObject> = {};
  for (const [filter, known] of names) {
    const name = known.get(sourceOf(route, filter) ?? '');
    if (name !== undefined) said[filter] = { ...perRouteType, name };
  }
  for (const _ in said) return { ...route, typed_per_filter_config: { ...filtersOf(route), ...said } };
  return route;
}

/** What the filter has to know, undefined when it is nothing. */
export function sourceCodes(filter: string, names: ScriptNames): JsonObject | undefined {
  const known = [...(names.get(filter) ?? [])];
  if (known.length === 0) return undefined;
  return Object.fromEntries(known.map(([source, name]) => [name, { inline_string: source }]));
}

function filtersOf(route: JsonObject): JsonObject {
  const filters = route['typed_per_filter_config'];
  return isObject(filters) ? filters : {};
}

function sourceOf(route: JsonObject, filter: string): string | undefined {
  const config = filtersOf(route)[filter];
  const source = isObject(config) ? config['source_code'] : undefined;
  const text = isObject(source) ? source['inline_string'] : undefined;
  return typeof text === 'string' ? text : undefined;
}
