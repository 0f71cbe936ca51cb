import type { FilterKind } from './filter.ts';
import { lua } from './lua.ts';
import { headerMutation } from './header-mutation.ts';
import { setFilterState } from './set-filter-state.ts';

/** All filters that are known, by the message of their configuration. */
export const kinds: ReadonlyMap<string, FilterKind> = new Map(
  [headerMutation, lua, setFilterState].map((kind) => [kind.type, kind]),
);
