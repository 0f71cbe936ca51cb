/**
 * Parts of the source that have no translation. What protected a route closes it (503 that names the finding), or sends
 * it to the old gateway; everything else is left out and said.
 */
import { always } from '@banyan/core/condition/condition.ts';
import type { FindingCode } from '@banyan/core/finding/finding.ts';
import type { Unmapped } from '../../../model/policy.ts';
import { headerOption } from '../config.ts';
import { type Applied, answer, type Difference, type PolicyContext, type Variant } from './variant.ts';

export function unmapped(policy: Unmapped, variants: readonly Variant[], context: PolicyContext): Applied {
  const params = { part: policy.origin, route: context.route ?? '-' };
  if (policy.watches) return { variants, differences: [{ code: 'ENV142', params, verdict: 'unsupported' }] };
  if (!policy.protects)
    return { variants, differences: [{ code: 'ENV020', params, verdict: 'unsupported', when: always }] };
  return protect(variants, context, { code: 'ENV021', params, verdict: 'unsupported', when: always });
}

/** Closes what is not answered yet, or leaves it to the old gateway. */
export function protect(variants: readonly Variant[], context: PolicyContext, difference: Difference): Applied {
  const { unsupported } = context.options;
  if (unsupported === 'close')
    return { variants: variants.map((one) => closed(one, difference.code)), differences: [difference] };
  context.needs.keepOld = true;
  return {
    variants: variants.map((variant) => ({ ...variant, final: { route: { cluster: oldGateway, timeout: '0s' } } })),
    differences: [{ code: 'ENV022', params: difference.params ?? {}, verdict: 'approximated' }],
  };
}

/** Name of the cluster of the old gateway. */
export const oldGateway = 'banyan-old-gateway';

export const closed = (variant: Variant, code: FindingCode): Variant =>
  answer(variant, 503, `{"error_msg":"closed by ${code}"}\n`, [
    headerOption('content-type', 'application/json'),
    headerOption(closedHeader, code),
  ]);

/** Header of the answer of a closed route. */
export const closedHeader = 'x-banyan-finding';

export const isClosed = ({ finalHeaders }: Variant): boolean =>
  finalHeaders.some((option) => Reflect.get(Object(option['header']), 'key') === closedHeader);
