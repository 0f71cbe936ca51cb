/** One request from its decision to the last byte of its answer. */
import type { Answer, Exchanged } from '../semantics/answer.ts';
import type { Client } from './client/client.ts';
import { type Forwarded, forward, type Transports } from './forward.ts';
import { header, type Pair, passedBack, without } from './headers.ts';
import type { Registry } from './metrics/registry.ts';
import { page } from './page.ts';
import { relay, tunnel, whole } from './relay.ts';

export interface Gateway extends Transports {
  readonly registry: Registry;
  readonly now: () => number;
}

/** Status that nginx logs when the client has gone before the answer. */
const clientGone = 499;

const html: Pair = ['Content-Type', 'text/html; charset=utf-8'];

/** X-APISIX-Upstream-Status tells that a 5xx comes from the upstream (apisix/init.lua, set_upstream_status_header). */
function withUpstreamStatus(made: Exchanged, statuses: readonly number[]): Exchanged {
  const last = statuses.at(-1);
  if (last === undefined || last < 500 || header(made.headers, 'x-apisix-upstream-status') !== undefined) return made;
  return { ...made, headers: [...made.headers, ['X-APISIX-Upstream-Status', statuses.join(', ')]] };
}

/** The gateway's own name, unless a plugin has put another one. */
const withServer = (headers: readonly Pair[]): Pair[] =>
  header(headers, 'server') === undefined ? [...headers, ['Server', 'APISIX/3.18.0']] : [...headers];

/** What the gateway answers by itself. */
function own(answer: Answer): Exchanged {
  const status = answer.status ?? answer.statuses?.[0] ?? 500;
  const headers = Object.entries(answer.headers ?? {}).flatMap(([name, value]): Pair[] =>
    value.split('\n').map((line): Pair => [name, line]),
  );
  // A page of the server has a type; where the evaluator gives none there is no body.
  const paged = header(headers, 'content-type')?.startsWith('text/html') === true;
  return { status, headers, body: Buffer.from(answer.body ?? (paged ? page(status) : '')) };
}

function finish(client: Client, made: Exchanged): number {
  if (made.status === 0) return broken(client);
  const body = made.body ?? new Uint8Array();
  const kept = without(without(made.headers, 'content-length'), 'transfer-encoding');
  const headers = withServer(kept);
  if (made.status !== 204 && made.status !== 304) headers.push(['Content-Length', String(body.byteLength)]);
  const to = client.respond(made.status, headers);
  to.end(client.request.method === 'HEAD' ? undefined : body);
  client.body?.resume();
  return made.status;
}

/** An error in the middle of the answer: the connection ends without one. */
function broken(client: Client): number {
  client.cut();
  return 0;
}

/** The node's answer, with what the route's plugins make of it. Resolves to the status once all of it has gone. */
async function pass(client: Client, answer: Answer, forwarded: Forwarded): Promise<number> {
  const plan = answer.serving?.forward;
  const { outcome, failures } = forwarded;
  if (outcome.kind === 'switched') {
    await tunnel(client, outcome, plan?.timeout.read ?? 60);
    return 101;
  }
  if (outcome.kind === 'failed') {
    if (client.gone.aborted) return clientGone;
    const made: Exchanged = { status: outcome.status, headers: [html], body: Buffer.from(page(outcome.status)) };
    return finish(
      client,
      withUpstreamStatus(plan?.respond(made, { upstream: false, statuses: failures.join(', ') }) ?? made, failures),
    );
  }
  const head: Exchanged = { status: outcome.status, headers: passedBack(outcome.headers) };
  const body = plan?.needsBody === true ? await whole(outcome.body) : undefined;
  if (plan?.needsBody === true && body === undefined) {
    client.cut();
    return outcome.status;
  }
  const received = body === undefined ? head : { ...head, body };
  const statuses = [...failures, outcome.status];
  const from = { upstream: true, statuses: statuses.join(', ') };
  const made = withUpstreamStatus(plan?.respond(received, from) ?? received, statuses);
  if (made.body !== undefined || made.status === 0) {
    outcome.body.resume();
    return finish(client, made);
  }
  const headers = withServer(made.headers);
  await relay(client, made.status, headers, outcome);
  return client.gone.aborted ? clientGone : made.status;
}

/** Serves one decided request to its end and counts it. */
export async function exchange(client: Client, answer: Answer, gateway: Gateway): Promise<void> {
  const began = gateway.now();
  const { upstream, serving } = answer;
  let code: number;
  let node = '';
  let upstreamLatency: number | undefined;
  if (upstream === undefined || serving?.forward === undefined) {
    code = finish(client, own(answer));
  } else {
    try {
      const forwarded = await forward(client, upstream, serving.forward, gateway, gateway.now);
      node = forwarded.node?.host ?? '';
      code = await pass(client, answer, forwarded);
    } finally {
      serving.forward.done();
    }
    upstreamLatency = gateway.now() - began;
  }
  if (serving?.counted !== true) return;
  const { received, sent } = client.traffic();
  gateway.registry.record({
    code,
    route: answer.route ?? '',
    matchedUri: answer.matched_uri ?? '',
    matchedHost: answer.matched_host ?? '',
    service: serving.service,
    consumer: answer.consumer ?? '',
    node,
    source: upstreamLatency === undefined ? 'apisix' : 'upstream',
    latency: gateway.now() - began,
    upstreamLatency,
    received,
    sent,
  });
}
