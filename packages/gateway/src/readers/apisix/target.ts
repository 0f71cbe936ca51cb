/** Where a route's requests go, after its service was merged in (`apisix/plugin.lua`, merge_service_route; `apisix/init.lua`). */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import type { Action } from '../../model/model.ts';
import type { Reading } from './context.ts';
import { markRest, report } from './context.ts';
import type { Item } from './objects.ts';
import { errorPage } from './respond.ts';
import type { Targets } from './targets.ts';
import { idOf, textOf } from './typed.ts';
import { readUpstream } from './upstream.ts';

const respond = (status: number, sources: readonly Node[]): Action => ({
  kind: 'respond',
  respond: errorPage(status),
  sources,
});

/** The status with which APISIX answers instead of forwarding to this upstream, whatever its nodes. */
function refusal(reading: Reading, name: string, node: ObjectNode): number | undefined {
  const certificate = child(child(node, 'tls'), 'client_cert_id');
  const ssl = reading.objects.ssls.get(idOf(certificate) ?? '');
  if (ssl !== undefined) reading.used.add(ssl.node);
  if (certificate !== undefined && textOf(child(ssl?.node, 'type')) !== 'client') {
    report(reading, 'APX025', { name, id: idOf(certificate) ?? '' }, certificate);
    return 502;
  }
  const service = child(node, 'service_name');
  if (service !== undefined) {
    report(reading, 'APX026', { name, service: textOf(service) ?? '' }, service, {
      routes: 'all',
      when: { always: true },
    });
    reading.ledger.mark(service, 'unsupported', { code: 'APX026' });
    return 503;
  }
  const scheme = child(node, 'scheme');
  if (scheme !== undefined && !['http', 'https', 'grpc', 'grpcs'].includes(textOf(scheme) ?? '')) {
    report(reading, 'APX027', { name, scheme: textOf(scheme) ?? '' }, scheme, {
      routes: 'all',
      when: { always: true },
    });
    reading.ledger.mark(scheme, 'unsupported', { code: 'APX027' });
    return 503;
  }
  return undefined;
}

/** The action that leads to an upstream, or its answer; each object is read once. */
export function forward(reading: Reading, targets: Targets, name: string, node: ObjectNode): Action {
  const known = targets.known.get(node);
  if (known !== undefined) return known;
  const status = refusal(reading, name, node);
  const upstream = readUpstream(reading, name, node);
  let action: Action;
  if (status !== undefined || upstream === undefined) {
    markRest(reading, node, 'ignored', 'APX023');
    action = respond(status ?? 503, []);
  } else {
    targets.upstreams.set(name, upstream);
    action = { kind: 'forward', upstream: name, sources: [] };
  }
  targets.known.set(node, action);
  return action;
}

function byId(reading: Reading, targets: Targets, reference: Node): Action {
  const id = idOf(reference) ?? '';
  const item = reading.objects.upstreams.get(id);
  if (item === undefined) {
    report(reading, 'APX022', { id }, reference);
    return respond(502, [reference]);
  }
  reading.used.add(item.node);
  const action = forward(reading, targets, id, item.node);
  return { ...action, sources: [...action.sources, reference] };
}

/** An upstream that is not there, of a route that never asks for one. */
function withoutEffect(reading: Reading, node: Node): boolean {
  const missing = node.kind === 'scalar' && !reading.objects.upstreams.has(idOf(node) ?? '');
  const nodes = child(node, 'nodes');
  const empty = nodes?.kind === 'scalar' || (nodes?.kind === 'object' ? nodes.entries.size : undefined) === 0;
  if (missing || empty) markRest(reading, node, 'ignored', missing ? 'APX022' : 'APX023');
  return missing || empty;
}

/** An id beside an object wins; whatever the route has wins over the service. `answers`: some plugin answers itself. */
export function targetOf(
  reading: Reading,
  targets: Targets,
  route: Item,
  service: Item | undefined,
  answers: boolean,
): Action {
  for (const [owner, prefix] of [
    [route, 'route'],
    [service, 'service'],
  ] as const) {
    const reference = child(owner?.node, 'upstream_id');
    if (reference !== undefined) {
      reading.used.add(reference);
      if (answers && withoutEffect(reading, reference)) return respond(503, []);
      return byId(reading, targets, reference);
    }
    const inline = child(owner?.node, 'upstream');
    if (inline === undefined || owner === undefined) continue;
    reading.used.add(inline);
    if (answers && withoutEffect(reading, inline)) return respond(503, []);
    if (isObject(inline)) return forward(reading, targets, `${prefix}:${owner.id}`, inline);
  }
  // A route that redirects needs no upstream.
  if (!answers) report(reading, 'APX023', { name: route.id }, route.node);
  return respond(503, []);
}
