/** Which policy becomes what. A new kind of policy does not compile until it is named here. */
import type { Policy, PolicyKind } from '../../../model/policy.ts';
import { authenticateByJwt } from './authenticate-by-jwt.ts';
import { authenticateByKey } from './authenticate-by-key.ts';
import { cors } from './cors.ts';
import { limit } from './limit.ts';
import { metrics } from './metrics.ts';
import { redirect } from './redirect.ts';
import { rewriteRequest } from './rewrite-request.ts';
import { rewriteResponse } from './rewrite-response.ts';
import { unmapped } from './unmapped.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';

type Translate<P> = (policy: P, variants: readonly Variant[], context: PolicyContext) => Applied;
type Table = { readonly [K in PolicyKind]: Translate<Extract<Policy, { readonly kind: K }>> };

const translations = {
  'rewrite-request': rewriteRequest,
  'rewrite-response': rewriteResponse,
  redirect,
  cors,
  'authenticate-by-key': authenticateByKey,
  'authenticate-by-jwt': authenticateByJwt,
  limit,
  metrics,
  unmapped,
} satisfies Table;

/** What acts on answers acts also on those that another policy gave before. */
const actsOnAnswers: ReadonlySet<PolicyKind> = new Set(['rewrite-response', 'cors']);

/** One policy after the other, in the order of the model. */
export function apply(policy: Policy, variants: readonly Variant[], context: PolicyContext): Applied {
  // The table pairs each kind with the function for it; the compiler cannot follow the pairing through an index.
  const translate = translations[policy.kind] as Translate<Policy>;
  if (actsOnAnswers.has(policy.kind)) return translate(policy, variants, context);
  // Only what is still open is translated; the place of each variant in the order is kept.
  const differences: Applied['differences'][number][] = [];
  const next = variants.flatMap((variant) => {
    if (variant.final !== undefined) return [variant];
    const applied = translate(policy, [variant], context);
    differences.push(...applied.differences);
    return applied.variants;
  });
  return { variants: next, differences };
}
