import { buffer } from './buffer.ts';
import { jwtAuthn } from './jwt-authn.ts';
import { localRatelimit } from './local-ratelimit.ts';
import type { FilterKind } from './filter.ts';
import { lua } from './lua.ts';
import { headerToMetadata } from './header-to-metadata.ts';
import { headerMutation } from './header-mutation.ts';
import { setFilterState } from './set-filter-state.ts';

/** All filters that are known, by the message of their configuration. */
export const kinds: ReadonlyMap<string, FilterKind> = new Map(
  [buffer, headerMutation, headerToMetadata, jwtAuthn, localRatelimit, lua, setFilterState].map((kind) => [
    kind.type,
    kind,
  ]),
);
