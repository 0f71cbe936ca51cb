/** A route whose protection could not be mapped is served closed, and that must have been accepted by name. Pure. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { Converted } from '../world/world.ts';

export function refuseClosed(closed: Converted['closed'], accept: readonly string[]): Finding | undefined {
  const refused = closed.filter(({ route }) => !accept.includes(route));
  const [first] = refused;
  if (first === undefined) return undefined;
  const routes = [...new Set(refused.map(({ route }) => route))];
  const codes = [...new Set(refused.map(({ code }) => code))];
  return finding('MIG006', { routes: routes.join(', '), codes: codes.join(', '), first: first.route });
}
