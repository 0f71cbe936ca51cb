/** What a client would see, given an answer of an evaluator and nodes that answer in one way. */
import { textOfBytes } from '@banyan/core/condition/path.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer, Exchanged, Forward } from '../semantics/answer.ts';
import { notedHeaders } from '../semantics/compare/headers.ts';
import type { SeenAnswer } from '../semantics/compare/seen.ts';
import { headerOf } from './edit.ts';
import type { Nodes } from './witnesses/witness.ts';

const echo: Nodes = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":1}' };

/** Fields that neither client nor node can see (route, consumer) are left out. */
export function play(answer: Answer, request: GatewayRequest, nodes: Nodes = echo): SeenAnswer {
  const { upstream, nodes: names } = answer;
  const reached = {
    ...(names === undefined ? {} : { nodes: names }),
    ...(upstream === undefined ? {} : { upstream: { ...upstream, ...hostsOf(answer.serving?.forward) } }),
  };
  const forward = answer.serving?.forward;
  if (forward === undefined) return { ...own(request.method === 'HEAD' ? withoutBody(answer) : answer), ...reached };
  const made = forward.respond(receivedFrom(nodes, request, forward), {
    upstream: nodes.failed === undefined,
    statuses: String(nodes.failed === undefined ? nodes.status : failure(nodes.failed)),
  });
  const headers = notedHeaders(made.headers.map(([name, value]) => [name, textOfBytes(value)]));
  const bare = request.method === 'HEAD' || [101, 204, 304].includes(made.status) || nodes.failed !== undefined;
  const body = bare || made.body === undefined ? undefined : Buffer.from(made.body).toString('utf8');
  const paged = body === undefined && nodes.failed !== undefined ? { body_kind: 'page' } : {};
  return { status: made.status, headers, ...(body === undefined ? {} : { body }), ...paged, ...reached };
}

const failure = (failed: NonNullable<Nodes['failed']>): number => (failed === 'refused' ? 502 : 504);

function receivedFrom(nodes: Nodes, request: GatewayRequest, { websocket }: Forward): Exchanged {
  if (nodes.failed !== undefined) return { status: failure(nodes.failed), headers: [['content-type', 'text/html']] };
  const upgrade = /upgrade/i.test(headerOf(request, 'connection') ?? '') ? headerOf(request, 'upgrade') : undefined;
  if (websocket && upgrade !== undefined) return { status: 101, headers: [['upgrade', upgrade]] };
  const headers = Object.entries(nodes.headers);
  return { status: nodes.status, headers, body: Buffer.from(request.method === 'HEAD' ? '' : nodes.body) };
}

function withoutBody(answer: Answer): Answer {
  const { body: _, ...rest } = answer;
  return rest;
}

/** What the gateway answers by itself. The text of a server's own page is no part of an answer. */
function own({ status, statuses, headers = {}, body }: Answer): SeenAnswer {
  const paged = body === undefined && headers['content-type']?.startsWith('text/html') === true;
  return {
    ...(statuses === undefined ? { status: status ?? 0 } : { statuses }),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'server')),
    ...(body === undefined ? {} : { body }),
    ...(paged ? { body_kind: 'page' } : {}),
  };
}

/** Host follows the node where the upstream says so. */
function hostsOf(forward: Forward | undefined): Pick<NonNullable<SeenAnswer['upstream']>, 'host_any_of'> {
  const hosts = new Set(forward?.nodes.flatMap(({ hostHeader }) => hostHeader ?? []));
  return hosts.size === 0 ? {} : { host_any_of: [...hosts].sort() };
}
