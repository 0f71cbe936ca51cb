/**
 * How long a connection may take (`timeout.connect` of an upstream or, before it, of a route; nginx's
 * proxy_connect_timeout). Envoy has one for a cluster: the longest that any route waits. Routes that wait less get a cluster of
 * their own with the same nodes. Shares of several upstreams, and clusters that count requests, keep the longest.
 */
import type { Model, Rule } from '../../../model/model.ts';
import type { Upstream } from '../../../model/upstream.ts';
import { again } from '../policies/clusters.ts';
import type { PolicyContext, Variant } from '../policies/variant.ts';

/** nginx waits 60 s for a connection where nothing else is said. */
export const defaultConnectTimeout = 60;

type Waits = Pick<Rule, 'timeouts'>;

const waitOf = ({ timeouts }: Waits, upstream: Upstream | undefined): number =>
  timeouts?.connect ?? upstream?.timeouts?.connect ?? defaultConnectTimeout;

/** The longest that any route waits, by the name of the upstream. */
export function connectTimeouts(model: Model): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const rule of model.rules) {
    const { action } = rule;
    if (action.kind !== 'forward') continue;
    const wait = waitOf(rule, model.upstreams.get(action.upstream));
    longest.set(action.upstream, Math.max(longest.get(action.upstream) ?? wait, wait));
  }
  return longest;
}

/** The variant with a cluster that gives up as early as the route says. */
export function withConnectTimeout(
  variant: Variant,
  rule: Waits,
  upstream: Upstream | undefined,
  { needs }: PolicyContext,
): Variant {
  if (!needs.clusters || upstream === undefined || variant.final !== undefined || variant.shares !== undefined)
    return variant;
  const wait = waitOf(rule, upstream);
  const longest = needs.connect.get(upstream.name) ?? waitOf({ timeouts: undefined }, upstream);
  if (upstream.most !== undefined || wait >= longest) return variant;
  const { read = defaultConnectTimeout, send = defaultConnectTimeout } = upstream.timeouts ?? {};
  const timeouts = { connect: wait, send, read, sources: [] };
  return { ...variant, upstream: again(needs, `${upstream.name}:${wait}s`, upstream, { timeouts }) };
}
