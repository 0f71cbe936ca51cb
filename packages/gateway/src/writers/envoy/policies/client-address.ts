/**
 * real-ip: for requests that name an address, and come from a peer that is believed, everything behind asks for that
 * address. Routes ask the text it is taken from; with Lua it is also put into the headers that the upstream receives.
 */
import { all, always, any, type Condition } from '@banyan/core/condition/condition.ts';
import type { ClientAddress } from '../../../model/by-request.ts';
import { isAddress } from '../client/pattern.ts';
import { clientCode } from '../client/script.ts';
import { script } from '../lua/script.ts';
import { internal } from '../match/carrier.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';
import { guardsOf } from './when.ts';

export function clientAddress(policy: ClientAddress, variants: readonly Variant[], context: PolicyContext): Applied {
  const params = { part: policy.origin, route: context.route ?? '-' };
  const trusted =
    policy.trusted === undefined ? always : ({ subject: 'clientAddress', within: policy.trusted } as const);
  const named = all([trusted, isAddress(policy)]);
  const found = guardsOf(named, context);
  if (found === undefined)
    return { variants, differences: [{ code: 'ENV091', params, verdict: 'unsupported', when: named }] };
  const { allow } = context.options;
  if (allow.has('lua')) {
    context.needs.internalHeaders.add(internal.clientPort);
    context.needs.internalHeaders.add(internal.peer);
  }
  const filters = allow.has('lua') ? script('client-address', clientCode(policy), false, context.needs) : {};
  const next = variants.flatMap((one) => [
    ...found.guards.map(
      (guard): Variant => ({
        ...one,
        guard: [...one.guard, ...guard],
        client: policy,
        filters: { ...one.filters, ...filters },
      }),
    ),
    one,
  ]);
  // Joined or not, several values are no address; of a list the last counts either way.
  const differences = found.differences.filter(({ code }) => code !== 'ENV007');
  if (allow.has('lua')) return { variants: next, differences };
  return {
    variants: next,
    differences: [...differences, { code: 'ENV096', params, verdict: 'approximated', when: told(policy, context) }],
  };
}

/** As a request shows it: the gateway itself may have taken the peer's address from a header before. */
function told(policy: ClientAddress, { model }: PolicyContext): Condition {
  const { trusted } = policy;
  if (trusted === undefined) return isAddress(policy);
  const { believes } = model.forwarding;
  const named: Condition[] =
    believes === undefined
      ? []
      : [
          all([
            { subject: 'clientAddress', within: believes.from },
            { subject: `header:${believes.header.toLowerCase()}`, within: trusted },
          ]),
        ];
  return all([any([{ subject: 'clientAddress', within: trusted }, ...named]), isAddress(policy)]);
}
