/**
 * Lua filters of routes: one instance for each feature, which does nothing until a route gives it a script. They are not
 * `disabled`: Envoy decides that by the first route that it chooses, before any filter has chosen another one.
 */
import { type JsonObject, typed } from '../config.ts';
import type { Needs, Variant } from '../policies/variant.ts';

const extension = 'envoy.extensions.filters.http.lua.v3';
const idle = 'function envoy_on_request(handle) end\n';

/** Features in the order in which they act. */
const features = [
  'client-address',
  'validate-body',
  'jwt',
  'signature',
  'csrf',
  'compress',
  'ask-server',
  'ask-policy',
  'hide-credentials',
  'choose-node',
  'mirror',
] as const;
export type Feature = (typeof features)[number];

const nameOf = (feature: Feature): string => `envoy.filters.http.lua/${feature}`;

/** A route's script for a feature; `reroutes`: what it finds out chooses the route. */
export function script(feature: Feature, source: string, reroutes: boolean, needs: Needs): Variant['filters'] {
  needs.filters.set(
    nameOf(feature),
    typed(`${extension}.Lua`, {
      default_source_code: { inline_string: idle },
      clear_route_cache: reroutes ? undefined : false,
    }),
  );
  return { [nameOf(feature)]: typed(`${extension}.LuaPerRoute`, { source_code: { inline_string: source } }) };
}

export const hasScript = (filters: Variant['filters'], feature: Feature): boolean => nameOf(feature) in filters;

/** The instances that routes use: those before Envoy verifies tokens, those between, and the last ones. */
export function scriptFilters({ filters }: Needs, which: readonly Feature[]): readonly JsonObject[] {
  return which.flatMap((feature) => {
    const typed_config = filters.get(nameOf(feature));
    return typed_config === undefined ? [] : [{ name: nameOf(feature), typed_config }];
  });
}

export const isScript = (name: string): boolean => features.some((feature) => nameOf(feature) === name);

/** A text as Lua writes it: bytes outside printable ASCII by their numbers. */
export const luaText = (text: string): string =>
  `"${Array.from(Buffer.from(text, 'utf8'), (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? `\\${String(byte).padStart(3, '0')}`
      : String.fromCharCode(byte),
  ).join('')}"`;

/** A table with texts for keys. */
export const luaTable = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([key, value]) => `[${luaText(key)}] = ${value}`).join(', ')}}`;
