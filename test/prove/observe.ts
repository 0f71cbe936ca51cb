/** What a client and the nodes see of a witness through a real gateway. */
import { setTimeout as wait } from 'node:timers/promises';
import { send } from '../vectors/wire/client.ts';
import type { VectorRequest } from '../vectors/vector.ts';
import type { Arrived, Nodes } from './nodes.ts';
import type { Shown } from './plant.ts';

export interface Seen {
  readonly differs: (other: Seen) => boolean;
  readonly view: unknown;
}

const port = 9080;
/** Not compared: what every answer has anew. */
const varying = /^(?:date|x-request-id|x-envoy-upstream-service-time|x-ratelimit-reset|x-forwarded-for)$/i;

type Request = Shown['witness']['steps'][number]['request'];

async function ask(
  request: Request,
  nodes: Nodes,
): Promise<{ readonly view: unknown; readonly node: string; readonly milliseconds: number }> {
  // A proof's request with undefined where nothing is said.
  const sent = { ...request, headers: { ...request.headers } } as VectorRequest;
  const response = await send(sent, { address: '127.0.0.1', port, from: request.client_ip ?? '127.0.0.1' });
  const arrived = nodes.take();
  const headers = response.headers
    .filter(([name]) => !varying.test(name))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .sort();
  return {
    view: { status: response.status, headers, body: response.body.toString(), arrived: arrived.map(viewOf) },
    node: arrived[0]?.node ?? `status ${response.status}`,
    milliseconds: response.milliseconds,
  };
}

/** Without the node: which of several is asked is chance. */
function viewOf({ method, target, headers, body }: Arrived): unknown {
  const pairs = Array.from({ length: headers.length / 2 }, (_none, at) => [
    headers[2 * at] ?? '',
    headers[2 * at + 1] ?? '',
  ]);
  return {
    method,
    target,
    body,
    headers: pairs
      .filter(([name = '']) => !varying.test(name))
      .map(([name = '', value]) => `${name.toLowerCase()}: ${value}`)
      .sort(),
  };
}

/** Every answer to the witness, step by step. */
export async function answersTo({ witness }: Shown, nodes: Nodes): Promise<Seen> {
  nodes.behaviour = witness.nodes;
  if (witness.nodes?.failed === 'refused') await nodes.down();
  const view: unknown[] = [];
  for (const { request, repeat = 1, pause } of witness.steps) {
    if (pause !== undefined) await wait(pause);
    for (let copy = 0; copy < repeat; copy++) view.push((await ask(request, nodes)).view);
  }
  await nodes.up();
  return { view, differs: (other) => JSON.stringify(view) !== JSON.stringify(other.view) };
}

const many = 160;

/** Where many copies of the request go, and how often nodes are tried that refuse. */
export async function spreadOf({ witness }: Shown, nodes: Nodes): Promise<Seen> {
  nodes.behaviour = undefined;
  const [step] = witness.steps;
  const shares: Record<string, number> = {};
  if (step === undefined) return { view: shares, differs: () => false };
  for (let copy = 0; copy < many; copy++) {
    const { node } = await ask(step.request, nodes);
    shares[node] = (shares[node] ?? 0) + 1 / many;
  }
  await nodes.down();
  const refused = await ask(step.request, nodes);
  await nodes.up();
  const view = { shares, refused: refused.view };
  // Both views are made here.
  return { view, differs: (other) => farApart(view, other.view as typeof view) };
}

interface Spread {
  readonly shares: Readonly<Record<string, number>>;
  readonly refused: unknown;
}

const nodesOf = ({ shares }: Spread): readonly string[] => Object.keys(shares).filter((name) => name.includes(':'));

/** No node in common, other shares, or another end where all refuse. */
const farApart = (one: Spread, other: Spread): boolean =>
  (nodesOf(one).length > 0 && !nodesOf(one).some((node) => nodesOf(other).includes(node))) ||
  JSON.stringify(one.refused) !== JSON.stringify(other.refused) ||
  [...new Set([...Object.keys(one.shares), ...Object.keys(other.shares)])].some(
    (node) => Math.abs((one.shares[node] ?? 0) - (other.shares[node] ?? 0)) > 0.08,
  );

/** How long the gateway waits for nodes that do not answer. */
export async function tiredOf({ witness }: Shown, nodes: Nodes): Promise<Seen> {
  nodes.behaviour = { status: 200, headers: {}, body: '', failed: 'timeout' };
  const [step] = witness.steps;
  const milliseconds = step === undefined ? 0 : (await ask(step.request, nodes)).milliseconds;
  return {
    view: milliseconds,
    differs(other) {
      const theirs = Number(other.view);
      return Math.max(milliseconds, theirs) > 1.4 * Math.min(milliseconds, theirs);
    },
  };
}
