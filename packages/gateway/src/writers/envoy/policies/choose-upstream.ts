/**
 * traffic-split: the first alternative whose condition holds says where the request goes. Shares of upstreams that are
 * treated alike become one cluster whose nodes weigh what they get of the whole, which Envoy serves in turn as APISIX does;
 * others become Envoy's weighted clusters, which are drawn by lot.
 */
import { always } from '@banyan/core/condition/condition.ts';
import type { ChooseUpstream, UpstreamAlternative } from '../../../model/policy.ts';
import type { Upstream } from '../../../model/upstream.ts';
import { headerOption, literal } from '../config.ts';
import { alike, together } from './shares.ts';
import { protect } from './unmapped.ts';
import { type Applied, answer, type Difference, type PolicyContext, type Variant } from './variant.ts';
import { guardsOf, isAlways } from './when.ts';

export function chooseUpstream(policy: ChooseUpstream, variants: readonly Variant[], context: PolicyContext): Applied {
  const params = { part: policy.origin, route: context.route ?? '-' };
  const differences: Difference[] = [];
  const made: Variant[] = [];
  for (const [index, { when, to }] of policy.alternatives.entries()) {
    const found = guardsOf(when, context, variants[0]);
    if (found === undefined)
      return protect(variants, context, { code: 'ENV090', params, verdict: 'unsupported', when: always });
    differences.push(...found.differences);
    const turn = chosen(to, `${context.name}/${index + 1}`, context, differences);
    made.push(
      ...variants.flatMap((one) => found.guards.map((guard) => turn({ ...one, guard: [...one.guard, ...guard] }))),
    );
    if (isAlways(when)) return { variants: made, differences };
  }
  return { variants: [...made, ...variants], differences };
}

function chosen(
  to: UpstreamAlternative['to'],
  name: string,
  context: PolicyContext,
  differences: Difference[],
): (variant: Variant) => Variant {
  if (to.kind === 'respond') {
    const { status, headers, body } = to.respond;
    const options = headers.map(([key, value]) => headerOption(key, literal(value)));
    return (variant) => answer(variant, status, body, options);
  }
  const upstreams = to.shares.map(({ upstream, weight }) => ({ upstream: named(upstream, context), weight }));
  const [first] = upstreams;
  if (first === undefined) return (variant) => variant;
  if (upstreams.length === 1) return (variant) => going(variant, first.upstream);
  const known = upstreams.flatMap(({ upstream, weight }) => (upstream === undefined ? [] : [{ upstream, weight }]));
  if (known.length === upstreams.length && alike(known)) {
    const joint = together(`split:${name}`, known);
    context.needs.upstreams.push(joint);
    differences.push({ code: 'ENV160', verdict: 'exact', when: always, counts: true });
    return (variant) => going(variant, joint);
  }
  const params = { route: context.route ?? '-' };
  differences.push({ code: 'ENV092', params, verdict: 'approximated', when: always, counts: true });
  return (variant) => ({ ...variant, shares: upstreams });
}

/** What the upstream of a share says about Host counts more than what was rewritten before. */
function going(variant: Variant, upstream: Upstream | undefined): Variant {
  if (upstream === undefined) return variant;
  const { host_rewrite_literal: _, ...forward } = variant.forward;
  return { ...variant, forward: upstream.host.kind === 'pass' ? variant.forward : forward, upstream };
}

const named = (name: string | undefined, { model, upstream }: PolicyContext): Upstream | undefined =>
  name === undefined ? upstream : model.upstreams.get(name);
