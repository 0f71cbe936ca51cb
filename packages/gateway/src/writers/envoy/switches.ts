/**
 * Filters that some routes switch on. Envoy decides by the first route that it chooses which filters are in the chain at all
 * (`disabled`, FilterConfig), before any filter has read the path or found out who asks; a limit would be left out for whoever
 * is recognised later, or who escapes a letter of the path (observed with Envoy 1.39.3). So the route that counts names
 * its filters in a header, when all that choose another route have run, and each of them looks for its name.
 */
import { headerOption, type JsonObject, literal, typed } from './config.ts';
import type { Parts } from './parts.ts';

export const switchFilter = 'envoy.filters.http.header_mutation/switches';
/** Set by the filter above only. */
export const switchHeader = 'x-banyan-on';

const mutation = 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation';
const marked = 'type.googleapis.com/envoy.config.route.v3.FilterConfig';

const isSwitch = (config: JsonObject): boolean => config['@type'] === marked && config['disabled'] !== true;

/** A route's configurations of filters, with one that names those which it merely switches on. */
export function switchedOn(filters: Readonly<Record<string, JsonObject>>, parts: Parts): Record<string, JsonObject> {
  const made: Record<string, JsonObject> = {};
  const names: string[] = [];
  for (const name in filters) {
    const config = filters[name];
    if (config === undefined) continue;
    if (isSwitch(config)) names.push(name);
    else made[name] = parts.one('filter', config);
  }
  if (names.length > 0) made[switchFilter] = parts.made('filter', names, () => naming(names));
  return made;
}

function naming(names: readonly string[]): JsonObject {
  const append = headerOption(switchHeader, literal(` ${names.join(' ')} `));
  return typed(`${mutation}PerRoute`, { mutations: { request_mutations: [{ append }] } });
}

/** The filter that names, and those that are named, in their order. */
export function switchable(filters: readonly (readonly [string, JsonObject])[], parts: Parts): readonly JsonObject[] {
  if (filters.length === 0) return [];
  return [
    { name: switchFilter, typed_config: typed(mutation) },
    ...filters.map(([name, config]) => ({ name, typed_config: unlessNamed(name, parts.one('filter', config)) })),
  ];
}

const unlessNamed = (name: string, typed_config: JsonObject): JsonObject =>
  typed('envoy.extensions.common.matching.v3.ExtensionWithMatcher', {
    xds_matcher: {
      matcher_list: {
        matchers: [
          {
            predicate: {
              not_matcher: {
                single_predicate: {
                  input: {
                    name: 'request-headers',
                    typed_config: typed('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', {
                      header_name: switchHeader,
                    }),
                  },
                  value_match: { contains: ` ${name} ` },
                },
              },
            },
            on_match: {
              action: {
                name: 'skip',
                typed_config: typed('envoy.extensions.filters.common.matcher.action.v3.SkipFilter'),
              },
            },
          },
        ],
      },
    },
    extension_config: { name, typed_config },
  });
