import { basicAuth } from './basic-auth.ts';
import { buffer } from './buffer.ts';
import { cors } from './cors.ts';
import { fault } from './fault.ts';
import type { FilterKind } from './filter.ts';
import { headerMutation } from './header-mutation.ts';
import { headerToMetadata } from './header-to-metadata.ts';
import { jwtAuthn } from './jwt-authn.ts';
import { localRatelimit } from './local-ratelimit.ts';
import { lua } from './lua.ts';
import { rbac } from './rbac.ts';
import { setFilterState } from './set-filter-state.ts';
import { setMetadata } from './set-metadata.ts';
import { compressor, grpcStats } from './silent.ts';

/** All filters that are known, by the message of their configuration. */
export const kinds: ReadonlyMap<string, FilterKind> = new Map(
  [
    basicAuth,
    buffer,
    compressor,
    cors,
    fault,
    grpcStats,
    headerMutation,
    headerToMetadata,
    jwtAuthn,
    localRatelimit,
    lua,
    rbac,
    setFilterState,
    setMetadata,
  ].map((kind) => [kind.type, kind]),
);
