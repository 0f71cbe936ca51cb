/** Envoy's configuration as plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A typed extension: `api` without the `type.googleapis.com/` that every one carries. */
export const typed = (api: string, value: { readonly [key: string]: Json }): Json => ({
  '@type': `type.googleapis.com/${api}`,
  ...value,
});

/** A file of resources as Envoy's file subscriptions read it. */
export const resources = (version: string, list: readonly Json[]): string =>
  `${JSON.stringify({ version_info: version, resources: list })}\n`;

/** A member of an unknown value; undefined when it has none. For reading what Envoy answers. */
export function member(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
