/**
 * traffic-split: the first rule that matches names the upstreams by weight (`apisix/plugins/traffic-split.lua`). A rule
 * whose upstream_id does not exist answers 500 to whoever gets as far, before its conditions are looked at.
 */
import { always, any, never } from '@banyan/core/condition/condition.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import type { Policy, UpstreamAlternative, UpstreamShare } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import { report } from '../context.ts';
import { readExpression } from '../expression/expression.ts';
import { errorPage } from '../respond.ts';
import type { Shape } from '../schema/shape.ts';
import { integer, listOf, objectOf } from '../schema/shape.ts';
import { id } from '../schema/common.ts';
import { upstreamShape } from '../schema/upstream.ts';
import { forward } from '../target.ts';
import { idOf, itemsOf } from '../typed.ts';
import { numberField, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const expression: Shape = (node) => {
  const read = readExpression(node);
  return read.ok ? undefined : read.error;
};

const shape = objectOf({
  rules: listOf(
    objectOf({
      match: listOf(objectOf({ vars: expression })),
      weighted_upstreams: listOf(objectOf({ upstream_id: id, upstream: upstreamShape, weight: integer({ min: 0 }) }), {
        min: 1,
      }),
    }),
  ),
});

/** undefined when it cannot be expressed. */
function conditionOf(rule: Node): Condition | undefined {
  const match = child(rule, 'match');
  if (match === undefined) return always;
  const found: Condition[] = [];
  for (const item of itemsOf(match)) {
    const vars = child(item, 'vars');
    const read = vars === undefined ? undefined : readExpression(vars);
    if (read !== undefined && (!read.ok || read.value.unknown.length > 0)) return undefined;
    found.push(read === undefined ? always : read.value.upper);
  }
  return found.length === 0 ? never : any(found);
}

type To = UpstreamAlternative['to'];

const failing = (body: string): To => ({
  kind: 'respond',
  respond:
    body === '' ? errorPage(500) : { status: 500, headers: [['content-type', 'text/plain; charset=utf-8']], body },
});

/** The upstream of one share: its name, nothing for the route's own, or the answer where there is none. */
function upstreamOf(reading: Reading, name: string, share: Node): string | undefined | To {
  const reference = child(share, 'upstream_id');
  const inline = child(share, 'upstream');
  if (reference !== undefined) {
    const target = idOf(reference) ?? '';
    const item = reading.objects.upstreams.get(target);
    if (item === undefined) {
      report(reading, 'APX022', { id: target }, reference);
      return failing(`failed to fetch upstream info by upstream id: ${target}`);
    }
    reading.used.add(item.node);
    return forwardOr(reading, target, item.node);
  }
  if (inline === undefined || !isObject(inline)) return undefined;
  const to = forwardOr(reading, name, inline);
  if (typeof to === 'string' && child(inline, 'scheme') === undefined) withoutPort(reading, to);
  return to;
}

/** Without a scheme there is no port to leave out, so that `pass_host: node` never names one (observed). */
function withoutPort({ targets }: Reading, name: string): void {
  const upstream = targets.upstreams.get(name);
  if (upstream?.host.kind === 'node')
    targets.upstreams.set(name, { ...upstream, host: { ...upstream.host, bare: true } });
}

function forwardOr(reading: Reading, name: string, node: Node): string | To {
  const action = isObject(node) ? forward(reading, reading.targets, name, node) : undefined;
  if (action?.kind === 'forward') return action.upstream;
  return action === undefined ? failing('') : { kind: 'respond', respond: action.respond };
}

interface Weighed {
  readonly to: string | undefined | To;
  readonly weight: number;
  readonly missing: boolean;
}

function alternativeOf(
  reading: Reading,
  use: Use,
  rule: Node,
  place: number,
): readonly UpstreamAlternative[] | undefined {
  const when = conditionOf(rule);
  if (when === undefined) return undefined;
  const written = itemsOf(child(rule, 'weighted_upstreams'));
  const weighed = written.map((share, index): Weighed => {
    const name = `${use.owner.kind}:${use.owner.id}/traffic-split/${place + 1}.${index + 1}`;
    const to = upstreamOf(reading, name, share);
    const missing = child(share, 'upstream_id') !== undefined && typeof to === 'object';
    return { to, weight: numberField(share, 'weight', 1), missing };
  });
  const absent = weighed.find(({ missing }) => missing);
  if (typeof absent?.to === 'object') return [{ when: always, to: absent.to }];
  const heavy = weighed.filter(({ weight }) => weight > 0);
  // When nothing weighs anything the first is taken.
  const chosen = heavy.length > 0 ? heavy : weighed.slice(0, 1);
  const broken = chosen.find(({ to }) => typeof to === 'object');
  if (typeof broken?.to === 'object') return [{ when, to: broken.to }];
  const shares = chosen.flatMap(({ to, weight }): readonly UpstreamShare[] =>
    typeof to === 'object' ? [] : [{ upstream: to, weight: Math.max(1, weight) }],
  );
  return [{ when, to: { kind: 'shares', shares: shares.length > 0 ? shares : [{ upstream: undefined, weight: 1 }] } }];
}

function read(use: Use, reading: Reading): readonly Policy[] {
  const alternatives: UpstreamAlternative[] = [];
  for (const [index, rule] of itemsOf(child(use.node, 'rules')).entries()) {
    const found = alternativeOf(reading, use, rule, index);
    if (found === undefined) return [unmapped(use)];
    alternatives.push(...found);
  }
  return [{ kind: 'choose-upstream', origin: use.name, sources: [use.node], alternatives }];
}

export const trafficSplit: PluginReader = { name: 'traffic-split', shape, read };
