import { type Data, flag, isData, table, tableOrEmpty, tables, text, typeOf } from '../data.ts';
import type { RouteEntry } from '../routing/entry.ts';
import type { LuaMachine } from '../lua/machine.ts';
import type { Stream } from '../stream.ts';
import { type Bind, type Filter, type FilterPlace, unknownFilter } from './filter.ts';
import { kinds } from './list.ts';
import { type Matcher, skipMatcher } from './matcher.ts';

/** The filters of a connection manager as they are for one route, in their order, the router left out. */
export interface Chain {
  readonly filters: readonly (Filter | undefined)[];
  /** Switched off for requests that come in by this route. */
  readonly disabled: readonly boolean[];
}

export interface FilterChain {
  readonly places: readonly FilterPlace[];
  readonly skips: readonly (Matcher | undefined)[];
  readonly chainOf: (route: RouteEntry | undefined) => Chain;
  /** Configuration of the router filter. */
  readonly router: Data | undefined;
}

interface Part extends FilterPlace {
  readonly bind: Bind;
  readonly disabled: boolean;
  readonly skip: Matcher | undefined;
}

const routerType = 'envoy.extensions.filters.http.router.v3.Router';
const wrapperType = 'envoy.extensions.common.matching.v3.ExtensionWithMatcher';

export function compileFilters(manager: Data, at: string, lua: LuaMachine | undefined): FilterChain {
  const written = tables(manager, 'http_filters');
  const router = written.find((one) => typeOf(tableOrEmpty(one, 'typed_config')) === routerType);
  const parts = written
    .filter((one) => one !== router)
    .map((one, index) => part(one, { at: `${at}/http_filters/${index}`, lua }));
  const known = new Map<RouteEntry | undefined, Chain>();
  return {
    places: parts,
    skips: parts.map(({ skip }) => skip),
    router: router === undefined ? undefined : tableOrEmpty(router, 'typed_config'),
    chainOf(route) {
      const before = known.get(route);
      if (before !== undefined) return before;
      const made = chainFor(parts, route);
      known.set(route, made);
      return made;
    },
  };
}

function part(filter: Data, around: Omit<FilterPlace, 'name'>): Part {
  const name = text(filter, 'name') ?? '';
  const disabled = flag(filter, 'disabled') === true;
  const config = tableOrEmpty(filter, 'typed_config');
  const wrapped = typeOf(config) === wrapperType ? config : undefined;
  const inner =
    wrapped === undefined ? config : tableOrEmpty(tableOrEmpty(wrapped, 'extension_config'), 'typed_config');
  const kind = kinds.get(typeOf(inner));
  const place = { name, ...around };
  return {
    ...place,
    disabled,
    skip: wrapped === undefined ? undefined : skipMatcher(wrapped),
    bind: kind?.create(inner, place) ?? (() => unknownFilter(place)),
  };
}

function chainFor(parts: readonly Part[], route: RouteEntry | undefined): Chain {
  const filters: (Filter | undefined)[] = [];
  const off: boolean[] = [];
  for (const { name, bind, disabled } of parts) {
    const levels = (route?.perFilter ?? []).flatMap((level) => {
      const own = level[name];
      return isData(own) ? [own] : [];
    });
    const switches = levels.map(switchOf).filter((one) => one !== undefined);
    off.push(switches.at(-1) ?? disabled);
    filters.push(bind(levels.flatMap(configOf)));
  }
  return { filters, disabled: off };
}

/** `FilterConfig` switches a filter off, and on again by being there without that. */
const filterConfig = 'envoy.config.route.v3.FilterConfig';

const switchOf = (level: Data): boolean | undefined =>
  typeOf(level) === filterConfig ? flag(level, 'disabled') === true : false;

function configOf(level: Data): Data[] {
  if (typeOf(level) !== filterConfig) return [level];
  const own = table(level, 'config');
  return own === undefined ? [] : [own];
}

/** Whether the filter is left out for this request by its matcher. */
export const skipped = (matcher: Matcher | undefined, stream: Stream): boolean => matcher?.(stream) === true;
