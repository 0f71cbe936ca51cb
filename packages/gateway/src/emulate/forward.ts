/**
 * Forwards one request: picks a node, tries another one where that is allowed, and says what came of it. Rules
 * (ngx_http_upstream_module, apisix/balancer.lua; observed: vectors retries-timeouts): a failed connection may always be
 * retried; once sent, only what is not POST, LOCK or PATCH; a status of the node is never a reason; no node is tried twice.
 */
import type { Forward, UpstreamView } from '../semantics/answer.ts';
import type { Client } from './client/client.ts';
import { upstreamHeaders } from './headers.ts';
import { type Replay, replayable } from './replay.ts';
import type { Http1 } from './upstream/http1.ts';
import type { Http2 } from './upstream/http2.ts';
import type { Outcome } from './upstream/outcome.ts';
import { keyOf, type Node, type Pickers } from './upstream/picker.ts';
import { wireOf } from './wire.ts';

export interface Transports {
  readonly pickers: Pickers;
  readonly http1: Http1;
  readonly http2: Http2;
}

export interface Forwarded {
  readonly outcome: Outcome;
  readonly node: Node | undefined;
  /** Status of each attempt that failed, for X-APISIX-Upstream-Status. */
  readonly failures: readonly number[];
}

const onlyOnce = new Set(['POST', 'LOCK', 'PATCH']);

export async function forward(
  client: Client,
  view: UpstreamView,
  plan: Forward,
  transports: Transports,
  now: () => number,
): Promise<Forwarded> {
  const tried = new Set<string>();
  const failures: number[] = [];
  const began = now();
  const upgrade = plan.websocket ? client.upgrade : undefined;
  const body: Replay | undefined =
    view.body !== undefined || client.body === undefined ? undefined : replayable(client.body);
  const http2 = plan.scheme === 'grpc' || plan.scheme === 'grpcs';
  const tls = plan.scheme === 'https' || plan.scheme === 'grpcs';
  let node = transports.pickers.pick(plan, tried);
  let last = node;
  let outcome: Outcome = { kind: 'failed', status: 502, sent: false };
  while (node !== undefined) {
    last = node;
    tried.add(keyOf(node));
    const { body: fixed } = view;
    const send =
      fixed === undefined
        ? body && ((to: NodeJS.WritableStream) => body.send(to))
        : (to: NodeJS.WritableStream) => to.end(fixed);
    outcome = await (http2 ? transports.http2 : transports.http1).attempt(node, tls, {
      method: view.method,
      target: wireOf(view.target),
      headers: upstreamHeaders(client.sent, view, node.hostHeader ?? view.host),
      body: send,
      upgrade,
      timeout: plan.timeout,
      signal: client.gone,
    });
    if (outcome.kind !== 'failed') return { outcome, node, failures };
    failures.push(outcome.status);
    const late = plan.retryTimeout > 0 && now() - began > plan.retryTimeout * 1000;
    const again = !outcome.sent || (!onlyOnce.has(view.method) && (body?.repeatable() ?? true));
    if (client.gone.aborted || late || !again || tried.size > plan.retries) break;
    node = transports.pickers.pick(plan, tried);
  }
  return { outcome, node: last, failures };
}
