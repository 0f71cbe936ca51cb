import type { Backend, BackendAnswer, BackendResponse } from './backend.ts';
import { nodeName, pickable } from './choose.ts';
import type { Node, Upstream } from './upstream.ts';

/** One possible course of a request through the nodes. */
export interface Course {
  /** Nodes that received the request, in order; a refused connection receives nothing. */
  readonly reached: readonly Node[];
  readonly tries: number;
  readonly status: number;
  /** Status of each attempt (`$upstream_status`), as nginx joins them. */
  readonly statuses: string;
  readonly response: BackendResponse | undefined;
}

export interface Sent {
  readonly scheme: string;
  readonly method: string;
  readonly upgrade: string | undefined;
}

const notIdempotent = new Set(['POST', 'LOCK', 'PATCH']);

/**
 * All courses that a request can take, one for each node that may be picked first. Another node is tried when a
 * connection is refused, and when a request that was sent fails and may be repeated; never one twice
 * (balancer.lua; nginx, proxy_next_upstream error timeout).
 */
export function courses(upstream: Upstream, sent: Sent, backend: Backend): readonly Course[] {
  return pickable(upstream).map((first) => course(upstream, first, sent, backend));
}

function course(upstream: Upstream, first: Node, sent: Sent, backend: Backend): Course {
  const heavy = upstream.nodes.filter((node) => node.weight > 0 || node === first);
  const others = heavy
    .filter((node) => node !== first)
    .sort((a, b) => b.priority - a.priority || after(upstream, first, a) - after(upstream, first, b));
  const retries = upstream.retries === undefined || upstream.retries < 0 ? upstream.nodes.length - 1 : upstream.retries;
  const single = upstream.nodes.length === 1;
  const reached: Node[] = [];
  const statuses: string[] = [];
  for (let attempt = 0; attempt <= retries; attempt++) {
    const node = attempt === 0 || single ? first : others[attempt - 1];
    if (node === undefined) break;
    const answer = ask(node, sent, backend);
    if (!('failed' in answer)) {
      reached.push(node);
      statuses.push(String(answer.status));
      return {
        reached,
        tries: statuses.length,
        status: answer.status,
        statuses: statuses.join(', '),
        response: answer,
      };
    }
    statuses.push(answer.failed === 'timeout' ? '504' : '502');
    if (answer.failed === 'refused') continue;
    reached.push(node);
    if (notIdempotent.has(sent.method)) break;
  }
  const status = Number(statuses.at(-1) ?? '502');
  return { reached, tries: statuses.length, status, statuses: statuses.join(', '), response: undefined };
}

/** Round robin goes on in the order of the list. */
function after(upstream: Upstream, first: Node, node: Node): number {
  const count = upstream.nodes.length;
  return (upstream.nodes.indexOf(node) - upstream.nodes.indexOf(first) + count) % count;
}

function ask(node: Node, sent: Sent, backend: Backend): BackendAnswer {
  const name = nodeName(node, sent.scheme);
  return backend(name, { ...sent, node: name });
}
