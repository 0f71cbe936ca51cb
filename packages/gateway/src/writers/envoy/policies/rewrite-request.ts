/**
 * proxy-rewrite: path, Host, method and headers of what the upstream receives (apisix/plugins/proxy-rewrite.lua). With Lua
 * the target is made as the source makes it: rewrite-target.ts; else as far as Envoy's routes can: rewrite-path.ts.
 */
import { not } from '@banyan/core/condition/condition.ts';
import type { RewriteRequest } from '../../../model/transforms.ts';
import { methodCode, methodFilter } from '../lua/path.ts';
import { changedOnTheWay } from '../wire.ts';
import { hostHeader } from './host-header.ts';
import { requestMutations } from './request-headers.ts';
import { rewritePath } from './rewrite-path.ts';
import { type Rewritten, rewriteTarget } from './rewrite-target.ts';
import { type Applied, type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';

export function rewriteRequest(policy: RewriteRequest, variants: readonly Variant[], context: PolicyContext): Applied {
  const differences: Difference[] = [];
  const lua = context.options.allow.has('lua');
  let next: readonly Rewritten[] = variants.flatMap((one) =>
    lua
      ? rewriteTarget(policy, one, context, differences)
      : rewritePath(policy, one, context, differences).map((variant) => ({ variant })),
  );
  const change = (edit: (one: Variant) => Variant): void => {
    next = next.map((one) => ({ ...one, variant: edit(one.variant) }));
  };
  // What is kept of the path that was sent has gone through Envoy's own normalisation.
  if (!lua && policy.path?.kind === 'regex' && !policy.normalises)
    differences.push({ code: 'ENV001', verdict: 'approximated', when: changedOnTheWay });
  const { host, method } = policy;
  // What the upstream says about Host counts more (observed: proxy-rewrite-host-method vectors).
  if (host !== undefined && context.passesHost)
    change((one) => ({ ...one, forward: { ...one.forward, host_rewrite_literal: host } }));
  if (method !== undefined && lua)
    change((one) => ({ ...one, filters: { ...one.filters, [methodFilter]: methodCode(method) } }));
  // Routes cannot change the method.
  if (method !== undefined && !lua)
    differences.push({
      code: 'ENV032',
      params: { method },
      verdict: 'unsupported',
      when: not({ subject: 'method', equals: method }),
    });
  const edited = next.map(({ variant, captures }) => {
    const made = requestMutations(policy.headers, captures, context, differences);
    const one = prepared(variant, made.early);
    return { ...one, requestMutations: [...one.requestMutations, ...made.mutations] };
  });
  return {
    variants: edited.flatMap((one) => hostHeader(policy.headers, one, context, differences)),
    differences: distinct(differences),
  };
}

/** The same text is made for every variant, and said once. */
const distinct = (differences: readonly Difference[]): readonly Difference[] => [
  ...new Map(differences.map((one) => [JSON.stringify(one), one])).values(),
];
