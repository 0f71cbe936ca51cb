/**
 * Rules carry the generation in their name, which istiod hands on as the name of Envoy's routes: so the gateway itself says
 * which decision it has loaded, also when two decisions have the same weights.
 */
// What follows only tells the rules of one object apart.
const pattern = /^([a-z0-9-]+)\.([a-z0-9-]+)\.g(\d+)(?:\.[\d-]+)?$/;

export const ruleName = (migration: string, phase: string, generation: number): string =>
  `${migration}.${phase}.g${generation}`;

/** Rules of a migration that divide nothing: requests of no phase, and those that stay. */
export const stayName = (migration: string): string => `${migration}.stay`;

/** undefined for a rule that is not of the migration. */
export function parseRuleName(
  name: unknown,
  migration: string,
): { readonly phase: string; readonly generation: number } | undefined {
  const parts = typeof name === 'string' ? pattern.exec(name) : null;
  const [, owner, phase, generation] = parts ?? [];
  if (owner !== migration || phase === undefined) return undefined;
  return { phase, generation: Number(generation) };
}
