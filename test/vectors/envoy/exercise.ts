/** Sends the requests of one case and compares what comes back and what the nodes saw. */
import { isIPv6 } from 'node:net';
import { count } from '../count.ts';
import { judged } from '../judge.ts';
import { observed, routeHeader } from '../observe.ts';
import type { CaseOutcome, RequestOutcome } from '../outcome.ts';
import type { Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
import type { SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase, VectorRequest } from '../vector.ts';
import type { Backends, Certificates } from '../wire/backends.ts';
import { type Destination, type Response, send } from '../wire/client.ts';
import { address6OfCase, addressOfCase } from './merge.ts';
import { nodeNames } from './names.ts';

/** The case could not be served: every request differs. */
export function unreachable(one: VectorCase, problem: string, predict: Prediction): CaseOutcome {
  const requests = one.requests.map((_, index): RequestOutcome => {
    const outcome = judged(one, index, { status: 0 }, predict);
    return { ...outcome, differences: [{ field: 'status', expected: one.answers[index]?.status, observed: 0 }] };
  });
  return { id: one.id, requests, problem };
}

/** Where a case is served. */
export interface Serving {
  readonly address: string;
  readonly address6: string;
  /** The port that stands for one of the recorded gateway. */
  readonly port: (recorded: number) => number;
  /** The route of the source by the name that the gateway tells; where it tells the route itself, nothing. */
  readonly route?: (told: string) => string;
}

/** A listener address of its own, ports as recorded. */
export const servedAt = (number: number): Serving => ({
  address: addressOfCase(number),
  address6: address6OfCase(number),
  port: (recorded) => recorded,
});

export async function exercise(
  one: VectorCase,
  serving: Serving,
  predict: Prediction,
  backends: Backends,
  certificates: Certificates,
): Promise<CaseOutcome> {
  if (!one.routing) backends.prepare(one);
  const began = performance.now();
  const answers: SeenAnswer[] = [];
  for (const [index, request] of one.requests.entries()) {
    if (request.pause_before_ms !== undefined) await pause(request.pause_before_ms);
    const to = destination(request, serving, certificates);
    const expected = one.answers[index] ?? {};
    if (one.routing) {
      const response = await send(request, to);
      const { route, status } = observed({ ...quiet, request, response, expected });
      // No route is 404; any other answer that no route gives is told as what it is.
      answers.push(typeof route === 'string' || status === 404 ? { route: route ?? null } : { status: status ?? 0 });
    } else answers.push(await ask(one, request, to, expected, backends));
  }
  numberNodes(answers, one);
  const requests = one.requests.map((_, index) => judged(one, index, answers[index] ?? {}, predict));
  return { id: one.id, requests, milliseconds: Math.round(performance.now() - began) };
}

const quiet = { seen: [], names: (node: string) => node, aux: new Set<string>() };

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function destination(request: VectorRequest, serving: Serving, certificates: Certificates): Destination {
  const from = request.client_ip ?? '127.0.0.1';
  const { tls } = request;
  const own = tls?.client_cert === undefined ? undefined : certificates[tls.client_cert];
  return {
    address: isIPv6(from) ? serving.address6 : serving.address,
    port: serving.port(request.port ?? 9080),
    from,
    ...(serving.route === undefined ? {} : { rename: { header: routeHeader, value: serving.route } }),
    ...(tls === undefined ? {} : { tls: { sni: tls.sni, cert: own?.cert, key: own?.key, max: tls.max } }),
  };
}

async function ask(
  one: VectorCase,
  request: VectorRequest,
  to: Destination,
  expected: SeenAnswer,
  backends: Backends,
): Promise<SeenAnswer> {
  backends.take();
  const names = nodeNames(one, expected);
  const aux = new Set(one.aux);
  if (request.repeat === undefined && request.concurrent === undefined) {
    const response = await send(request, to);
    // A mirrored copy may arrive after the answer.
    const deadline = performance.now() + 300;
    while (backends.count < (expected.aux?.length ?? 0) && performance.now() < deadline) await pause(5);
    return observed({ request, response, seen: backends.take(), names, aux, expected, listener: to.address });
  }
  const responses = await copies(request, to);
  const seen = backends.take();
  const [first] = responses;
  if (first === undefined) return { status: 0 };
  const { route } = observed({ ...quiet, request, response: first, expected });
  const rejected = responses.find(({ status }) => status >= 400);
  return {
    route: route ?? null,
    statuses_count: count(responses.map(({ status }) => status)),
    calls_count: count(seen.map(({ node }) => names(node))),
    ...(rejected === undefined ? {} : { rejected: rejection(request, rejected, expected) }),
    ...(expected.slower_than_ms === undefined ? {} : { slower_than_ms: slower(expected.slower_than_ms, responses) }),
  };
}

async function copies(request: VectorRequest, to: Destination): Promise<Response[]> {
  if (request.concurrent !== undefined) {
    return Promise.all(
      Array.from({ length: request.concurrent }, async (_, index) => {
        await pause(index * (request.stagger_ms ?? 0));
        return send(request, to);
      }),
    );
  }
  const responses: Response[] = [];
  for (let index = 0; index < (request.repeat ?? 1); index++) responses.push(await send(request, to));
  return responses;
}

function rejection(
  request: VectorRequest,
  response: Response,
  expected: SeenAnswer,
): NonNullable<SeenAnswer['rejected']> {
  const { status = 0, headers, body } = observed({ ...quiet, request, response, expected });
  return { status, ...(headers === undefined ? {} : { headers }), ...(body === undefined ? {} : { body }) };
}

const slower = (thresholds: Readonly<Record<string, number>>, responses: readonly Response[]): Record<string, number> =>
  Object.fromEntries(
    Object.keys(thresholds).map((limit) => [
      limit,
      responses.filter(({ milliseconds }) => milliseconds > Number(limit)).length,
    ]),
  );

/** Which answers came from the same node, numbered in order of first appearance; only where the case asks for it. */
function numberNodes(answers: SeenAnswer[], one: VectorCase): void {
  const numbers = new Map<string, number>();
  for (const [index, answer] of answers.entries()) {
    const node = answer.nodes?.[0];
    if (one.answers[index]?.same_node_as === undefined || node === undefined) continue;
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    answers[index] = { ...answer, same_node_as: number };
  }
}
