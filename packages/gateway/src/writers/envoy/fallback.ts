/** What answers where no rule matches: the source's own answer, behind the policies that run even then. */
import type { Model } from '../../model/model.ts';
import { headerOption, type JsonObject, literal } from './config.ts';
import type { Difference, PolicyContext } from './policies/variant.ts';
import { plainVariant } from './policies/variant.ts';
import { route, throughPolicies } from './routes.ts';

/** No id of the source has such a character. */
const fallbackName = '~fallback';

export function fallbackRoutes(
  model: Model,
  context: PolicyContext,
): { readonly routes: readonly JsonObject[]; readonly differences: readonly (readonly Difference[])[] } {
  const { respond, policies } = model.fallback;
  const { variants, differences } = throughPolicies(
    policies,
    {
      ...plainVariant,
      final: { direct_response: { status: respond.status, body: { inline_string: respond.body } } },
      finalHeaders: respond.headers.map(([name, value]) => headerOption(name, literal(value))),
    },
    context,
  );
  const routes = variants.map((variant, index) =>
    route(
      variant,
      { prefix: '/', headers: variant.guard.length === 0 ? undefined : variant.guard },
      index === 0 ? fallbackName : `${fallbackName}~${index + 1}`,
      { websocket: false, timeouts: undefined },
      undefined,
      context.needs,
    ),
  );
  return { routes, differences };
}
