/** The vectors through the evaluator: no sockets, the nodes' part is played from the case's `backends`. */
import { child, plain } from '@banyan/core/document/values.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import type { Answer } from '@banyan/gateway/semantics/answer.ts';
import { createEvaluator } from '@banyan/gateway/semantics/apisix/evaluator.ts';
import type { Callee } from '@banyan/gateway/semantics/call.ts';
import type { Evaluator } from '@banyan/gateway/semantics/evaluator.ts';
import { differences, sentBody } from '@banyan/gateway/semantics/compare/differences.ts';
import { count } from './count.ts';
import { bodyFields, responseHeaders, withoutEchoType } from './observe.ts';
import type { CaseOutcome, RequestOutcome } from './outcome.ts';
import { Calls } from './calls.ts';
import { known } from './judge.ts';
import { play, type Played } from './play.ts';
import type { SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase, VectorRequest } from './vector.ts';
import type { Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
import { hosts } from './wire/hosts.ts';
import certificates from './data/certs.json' with { type: 'json' };
import type { GatewayRequest } from '@banyan/core/condition/request.ts';

/** The moment at which the recorded tokens are in the state that their expiry dates suggest (2026-11-21). */
const start = 1_795_219_200_000;

/** The certificate that the client shows. */
function shown({ tls }: VectorRequest): Pick<GatewayRequest, 'client_certificate'> {
  const own = tls?.client_cert === undefined ? undefined : certificates[tls.client_cert];
  return own === undefined ? {} : { client_certificate: own.cert };
}

/** Which port a client has is open. */
const clientPort = 54_321;

/** Families whose recorded sets are what was seen in a few repetitions, not all that may be. */
const sampled = new Set(['traffic-split-weights', 'upstream-scheme', 'retries-timeouts', 'missing-references']);

export function runSemantics(cases: readonly VectorCase[]): CaseOutcome[] {
  return cases.map((one) => {
    const calls = new Calls(one);
    const evaluator = evaluatorOf(one, (call) => calls.answer(call));
    return answerCase(one, evaluator, calls);
  });
}

/** What an evaluator says about the requests of a case, in their order. */
export function answerCase(one: VectorCase, evaluator: Evaluator, calls: Calls, predict?: Prediction): CaseOutcome {
  let now = start;
  const requests = one.requests.map((request, index): RequestOutcome => {
    now += request.pause_before_ms ?? 1;
    const expected = one.answers[index] ?? {};
    const { observed: answered, notCovered } = ask(one, evaluator, request, now);
    const observed = calls.beside(predict === undefined ? answered : withoutPattern(answered), expected);
    return {
      observed,
      differences: differences(expected, observed, {
        complete: predict === undefined && !sampled.has(one.family),
        ...sentBody(request),
        ...(predict === undefined ? {} : { added: predict.added(request, expected.route) }),
      }),
      announcedBy: [...notCovered, ...(predict?.codes(request, expected.route, known(one, index)) ?? [])],
    };
  });
  return { id: one.id, requests };
}

function evaluatorOf(one: VectorCase, asked: Callee): Evaluator {
  const options = {
    router: one.router,
    door: one.yaml === undefined ? 'admin' : 'file',
    serve: true,
    environment: one.env,
    httpsPort: one.profile === 'tls' ? 9443 : undefined,
    resolves: (host: string) => hosts[host] !== undefined,
    call: asked,
    deleteUriTailSlash: one.profile === 'tail-slash',
    normalizeUriLikeServlet: one.profile === 'servlet',
    matchUriEncodedSlash: one.profile === 'encoded-slash',
  } as const;
  return createEvaluator(one.config ?? fromYaml(one.yaml ?? ''), options);
}

function fromYaml(text: string): unknown {
  const read = readDocuments(Buffer.from(text), 'apisix.yaml');
  const root = read.ok ? read.value[0]?.root : undefined;
  return root === undefined || child(root, 'routes') === undefined ? {} : plain(root);
}

/** Which pattern matched is a notion of APISIX alone. */
function withoutPattern(answer: SeenAnswer): SeenAnswer {
  const { matched_uri: _, matched_host: _host, ...rest } = answer;
  return rest;
}

/** One request, or as many as `repeat` and `concurrent` say. */
function ask(
  one: VectorCase,
  evaluator: Evaluator,
  request: VectorRequest,
  now: number,
): { readonly observed: SeenAnswer; readonly notCovered: readonly string[] } {
  const answer = (): Answer => evaluator.answer({ client_port: clientPort, ...shown(request), ...request }, { now });
  const over = ({ serving }: Answer): void => serving?.forward?.done();
  const statusOfOne = (each: Answer): number => play(one, request, each).statuses[0] ?? 0;
  if (request.repeat === undefined && request.concurrent === undefined) {
    const made = answer();
    const observed = one.routing ? { route: made.route } : answered(one, request, made);
    over(made);
    return { observed, notCovered: made.notCovered ?? [] };
  }
  const answers: Answer[] = [];
  const statuses: number[] = [];
  for (let copy = 0; copy < (request.repeat ?? 0); copy++) {
    const made = answer();
    answers.push(made);
    statuses.push(statusOfOne(made));
    over(made);
  }
  // All are at work before the first is over.
  for (let copy = 0; copy < (request.concurrent ?? 0); copy++) answers.push(answer());
  if (request.concurrent !== undefined) statuses.push(...answers.map(statusOfOne));
  const rejected = answers.find((_, index) => (statuses[index] ?? 0) >= 400);
  answers.forEach(over);
  const [first] = answers;
  const counted = {
    route: first?.route ?? null,
    matched_uri: first?.matched_uri ?? null,
    statuses_count: count(statuses),
    ...(rejected === undefined || request.concurrent === undefined ? {} : { rejected: rejection(request, rejected) }),
  };
  return { observed: counted, notCovered: [...new Set(answers.flatMap((each) => each.notCovered ?? []))] };
}

/** What one of those that were turned away saw. */
function rejection(request: VectorRequest, answer: Answer): NonNullable<SeenAnswer['rejected']> {
  return {
    status: answer.status ?? 0,
    headers: answer.headers ?? {},
    ...bodyFields(answer.body ?? '', request.method),
  };
}

function answered(one: VectorCase, request: VectorRequest, answer: Answer): SeenAnswer {
  if (request.tls !== undefined && answer.status === 0) return { status: 0, route: null, refused: true };
  const played = play(one, request, answer);
  // Nothing came back that could tell the route.
  if (played.statuses[0] === 0) return { ...brokenOff, ...view(answer, played) };
  return {
    ...statusOf(played),
    route: answer.route,
    matched_uri: answer.matched_uri ?? null,
    ...(answer.matched_host === undefined ? {} : { matched_host: answer.matched_host }),
    ...(answer.consumer === undefined ? {} : { consumer: answer.consumer }),
    ...view(answer, played),
    ...responseOf(request, played),
  };
}

const brokenOff: SeenAnswer = { status: 0, route: null, matched_uri: null, headers: {}, body: '' };

/** What arrives at which nodes. */
function view({ upstream, serving }: Answer, { nodes }: Played): Pick<SeenAnswer, 'nodes' | 'upstream'> {
  if (nodes === undefined) return {};
  const hosts = serving?.forward?.nodes.flatMap(({ hostHeader }) => hostHeader ?? []) ?? [];
  if (upstream === undefined) return { nodes };
  return { nodes, upstream: { ...upstream, ...(hosts.length === 0 ? {} : { host_any_of: [...new Set(hosts)] }) } };
}

const statusOf = ({ statuses }: Played): Pick<SeenAnswer, 'status' | 'statuses'> => {
  const [first] = statuses;
  return statuses.length === 1 && first !== undefined ? { status: first } : { statuses };
};

function responseOf(request: VectorRequest, { headers, body, seen }: Played): Pick<SeenAnswer, 'headers' | 'body'> {
  const kept = responseHeaders(headers.map(([name, value]) => [name.toLowerCase(), value] as const));
  return { headers: withoutEchoType(kept, seen), ...bodyFields(body, request.method) };
}
