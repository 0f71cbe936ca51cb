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
import { utf8 } from './wire/http1.ts';

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
  const attempts = new Map(names.map((node) => [node, attemptAt(one, plan, node, request, view)]));
  const failing = [...attempts.values()].some(({ kind }) => kind === 'failed');
  const orders = failing ? permutations(names.slice(0, 5)) : [names];
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
  const secure = plan.scheme === 'https' || plan.scheme === 'grpcs';
  const plain = plainPorts.includes(port);
  if (!plain && !(port >= 7443 && port <= 7445) && port !== 50051 && port !== 50052) {
    return { kind: 'failed', status: 502, sent: false };
  }
  if (secure === plain) return { kind: 'failed', status: 502, sent: false };
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
  const reaction = react(one.backends[node], seen);
  if (reaction.kind === 'silent') return { kind: 'failed', status: 504, sent: true };
  if (reaction.kind === 'close') return { kind: 'failed', status: 502, sent: true };
  return { kind: 'answered', reaction, seen };
}

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
  const received = reaction.headers
    .filter(([name]) => name !== 'Connection')
    .map(([name, value]): Pair => [name, bytesOfText(value)]);
  const body = Buffer.from(reaction.body);
  const from = { upstream: true, statuses: [...failures, reaction.status].join(', ') };
  const made = plan.respond({ status: reaction.status, headers: received, body }, from);
  const headers = made.headers.map(([name, value]): Pair => [name, utf8(value)]);
  return { status: made.status, headers, body: textOf(made.body ?? body), seen };
}

const pageType: Pair = ['Content-Type', 'text/html'];

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
