/**
 * Plays the nodes' part for an answer of the evaluator: what each node that may be picked does by the case's `backends`,
 * which failures lead to another attempt, and what the client receives in the end. Which node comes first is open, so
 * every order counts.
 */
import { bytesOfText } from '@banyan/core/condition/path.ts';
import type { Answer, Forward } from '@banyan/gateway/semantics/answer.ts';
import type { VectorCase, VectorRequest } from './vector.ts';
import { type Reaction, react, type Seen } from './wire/behaviour.ts';
import { addressOf, plainPorts } from './wire/hosts.ts';
import { decompressed, utf8 } from './wire/http1.ts';

type Pair = readonly [name: string, value: string];

export interface Played {
  /** In every order of the nodes. */
  readonly statuses: readonly number[];
  readonly headers: readonly Pair[];
  readonly body: string;
  /** Nodes that received the last attempt, in any order of the nodes; undefined when the gateway answered by itself. */
  readonly nodes: readonly string[] | undefined;
  /** What the node received whose answer this is. */
  readonly seen: Seen | undefined;
}

type Attempt =
  | { readonly kind: 'answered'; readonly reaction: Extract<Reaction, { kind: 'answer' }>; readonly seen: Seen }
  | { readonly kind: 'failed'; readonly status: 502 | 504; readonly sent: boolean };

interface Run {
  readonly attempt: Attempt;
  readonly node: string;
  readonly failures: readonly number[];
}

export function play(one: VectorCase, request: VectorRequest, answer: Answer): Played {
  const plan = answer.serving?.forward;
  const view = answer.upstream;
  if (plan === undefined || view === undefined) return own(answer);
  const names = answer.nodes ?? [];
  const usable = [...new Set([...names, ...fallbacks(plan)])];
  const attempts = new Map(usable.map((node) => [node, attemptAt(one, plan, node, request, view)]));
  const failing = names.some((node) => attempts.get(node)?.kind === 'failed');
  const orders = failing ? permutations(usable.slice(0, 5)).filter((order) => descends(order, plan)) : [names];
  const runs = orders.map((order) => run(order, attempts, plan, view.method));
  const [first] = runs;
  if (first === undefined) return own(answer);
  const reached = runs.filter(({ attempt }) => attempt.kind === 'answered' || attempt.sent).map(({ node }) => node);
  const { headers, body, seen } = respond(first, plan);
  return {
    headers,
    body,
    seen,
    statuses: [...new Set(runs.map((one) => respond(one, plan).status))],
    nodes: failing ? (reached.length === 0 ? undefined : [...new Set(reached)]) : names,
  };
}

/** What the gateway answers by itself. The text of its own pages is not part of an answer. */
function own(answer: Answer): Played {
  const headers = Object.entries(answer.headers ?? {}).flatMap(([name, value]) =>
    value.split('\n').map((line): Pair => [name, line]),
  );
  const statuses = answer.statuses ?? [answer.status ?? 500];
  return { statuses, headers, body: answer.body ?? '', nodes: undefined, seen: undefined };
}

function attemptAt(
  one: VectorCase,
  plan: Forward,
  node: string,
  request: VectorRequest,
  view: NonNullable<Answer['upstream']>,
): Attempt {
  const address = addressOf(node);
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  if (spoken(port) !== plan.scheme) return { kind: 'failed', status: 502, sent: false };
  const removed = new Set(view.removed ?? []);
  const kept = Object.entries(request.headers)
    .map(([name, value]): Pair => [name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')])
    .filter(([name]) => !removed.has(name) && view.headers[name] === undefined);
  const seen: Seen = {
    node: address,
    method: view.method,
    target: view.target,
    host: view.host,
    headers: [...kept, ...Object.entries(view.headers)],
    body: view.body ?? request.body ?? '',
  };
  const reaction = plan.scheme.startsWith('grpc') ? grpcEcho(seen) : react(one.backends[node], seen);
  if (reaction.kind === 'silent') return { kind: 'failed', status: 504, sent: true };
  if (reaction.kind === 'close') return { kind: 'failed', status: 502, sent: true };
  return { kind: 'answered', reaction, seen: { ...seen, echo: reaction.echo } };
}

/** What a port speaks; none of these refuses the connection. */
function spoken(port: number): Forward['scheme'] | undefined {
  if (plainPorts.includes(port)) return 'http';
  if (port >= 7443 && port <= 7445) return 'https';
  if (port === 50_051) return 'grpc';
  return port === 50_052 ? 'grpcs' : undefined;
}

const grpcEcho = ({ body }: Seen): Reaction => ({
  kind: 'answer',
  status: 200,
  headers: [['content-type', 'application/grpc']],
  body,
  delay: 0,
  echo: false,
});

const onlyOnce = new Set(['POST', 'LOCK', 'PATCH']);

/** Tries the nodes in this order (ngx_http_upstream_module: what was sent is not sent twice unless it is idempotent). */
function run(order: readonly string[], attempts: ReadonlyMap<string, Attempt>, plan: Forward, method: string): Run {
  const failures: number[] = [];
  let last: Run = { attempt: { kind: 'failed', status: 502, sent: false }, node: '', failures };
  for (const [index, node] of order.entries()) {
    const attempt = attempts.get(node);
    if (attempt === undefined || index > plan.retries) break;
    last = { attempt, node, failures };
    if (attempt.kind === 'answered') break;
    failures.push(attempt.status);
    if (attempt.sent && onlyOnce.has(method)) break;
  }
  return last;
}

/** What the client receives for the last attempt. */
function respond(
  { attempt, failures }: Run,
  plan: Forward,
): Pick<Played, 'headers' | 'body' | 'seen'> & { status: number } {
  if (attempt.kind === 'failed') {
    const from = { upstream: false, statuses: failures.join(', ') };
    const made = plan.respond({ status: attempt.status, headers: [pageType] }, from);
    return { status: made.status, headers: made.headers, body: textOf(made.body ?? Buffer.alloc(0)), seen: undefined };
  }
  const { reaction, seen } = attempt;
  const received = reaction.headers.filter(([name]) => name !== 'Connection');
  // A connection that switches is handed over as it is.
  if (reaction.status === 101) return { status: 101, headers: received, body: '', seen };
  const headers = received.map(([name, value]): Pair => [name, bytesOfText(value)]);
  const body = Buffer.from(seen.method === 'HEAD' ? '' : reaction.body);
  const from = { upstream: true, statuses: [...failures, reaction.status].join(', ') };
  const made = plan.respond({ status: reaction.status, headers, body }, from);
  const { status } = made;
  const written = made.headers.map(([name, value]): Pair => [name, utf8(value)]);
  const bytes = decompressed(
    Buffer.from(made.body ?? body),
    written.find(([name]) => /^content-encoding$/i.test(name))?.[1],
  );
  return { status, headers: written, body: status === 204 || status === 304 ? '' : textOf(bytes), seen };
}

const pageType: Pair = ['Content-Type', 'text/html'];

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Nodes that may be tried when those that are picked first fail: all with a weight. */
const fallbacks = ({ nodes }: Forward): string[] =>
  nodes.filter(({ weight }) => weight > 0).map(({ host, port }) => `${host}:${port}`);

/** Nodes of a lower priority come after those of a higher one. */
function descends(order: readonly string[], { nodes }: Forward): boolean {
  const priorities = order.map((name) => nodes.find(({ host, port }) => `${host}:${port}` === name)?.priority ?? 0);
  return priorities.every((priority, index) => index === 0 || priority <= (priorities[index - 1] ?? 0));
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
