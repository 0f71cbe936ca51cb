/** Sends witnesses to two running gateways, at a bounded rate, and compares what comes back. */
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { SeenAnswer } from '../../semantics/compare/seen.ts';
import { assembled } from '../assemble.ts';
import { teller } from '../explain.ts';
import { witnessesOf } from '../grounds.ts';
import { Judge, type Judged, type Sides } from '../judge.ts';
import type { Proof } from '../proof.ts';
import type { ProveOptions } from '../prove.ts';
import { Tally } from '../tally.ts';
import { kinds } from '../witnesses/list.ts';
import type { Witness } from '../witnesses/witness.ts';
import { beyondNoise } from './mask.ts';
import { send } from './send.ts';

export interface LiveOptions extends Pick<ProveOptions, 'announced'> {
  readonly old: URL;
  readonly fresh: URL;
  /** Requests to each gateway in a second. */
  readonly rate: number;
  /** Witnesses to send. */
  readonly most: number;
  /** Methods that may change something are sent as well. */
  readonly unsafe: boolean;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Which of the two gave no answer, and why. */
export interface Unreachable {
  readonly url: string;
  readonly reason: string;
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

export async function proveLive(sides: Sides, options: LiveOptions): Promise<Result<Proof, Unreachable>> {
  const { old, fresh, announced, most, rate, pause, signal } = options;
  const judge = new Judge(sides, announced, true);
  const tally = new Tally();
  const asked = new Set<string>();
  for (const { kind, witness } of witnessesOf(sides, most * 20, () => undefined)) {
    if (asked.size >= most || signal.aborted) break;
    const request = sendable(witness, options);
    const key = JSON.stringify(request);
    if (request === undefined || asked.has(key)) continue;
    asked.add(key);
    await pause(1000 / rate, signal);
    const answers: SeenAnswer[] = [];
    for (const to of [old, fresh, old]) {
      const answer = await send(request, to, signal);
      // A gateway that refuses the bytes and closes has answered in its way; one that is not there has not.
      if (!answer.ok && /REFUSED|NOTFOUND|UNREACH/.test(answer.error))
        return err({ url: to.href, reason: answer.error });
      answers.push(answer.ok ? answer.value : { status: 0 });
    }
    const [one = {}, other = {}, again = {}] = answers;
    tally.add(kind, witness, judged(judge, witness, one, other, again));
  }
  const tell = teller(sides, [], fresh.origin);
  return ok(
    assembled(sides, tally, {
      seed: 0,
      budget: 0,
      evaluations: judge.evaluations,
      kinds: kinds.map(({ name }) => name),
      live: { old: old.origin, new: fresh.origin, sent: asked.size },
      differences: tally.causes().map((cause) => tell(cause, cause.witness, cause.judged)),
    }),
  );
}

/** One request that needs nothing but a client: no answers of nodes, no chances, no address of its own. */
function sendable(
  { steps, nodes, chances }: Witness,
  { unsafe, old }: LiveOptions,
): Witness['steps'][number]['request'] | undefined {
  const [step] = steps;
  if (
    step === undefined ||
    steps.length > 1 ||
    nodes !== undefined ||
    chances !== undefined ||
    step.repeat !== undefined
  )
    return undefined;
  const { client_ip: _, ...request } = step.request;
  if (!unsafe && !safe.has(request.method)) return undefined;
  if (request.host === null || (request.scheme ?? 'http') !== old.protocol.slice(0, -1)) return undefined;
  // What a client of Node refuses to send.
  return /^[!-~]+$/.test(request.path) ? request : undefined;
}

/** The evaluators say which route it is and why; the running gateways say what is answered. */
function judged(judge: Judge, witness: Witness, old: SeenAnswer, fresh: SeenAnswer, again: SeenAnswer): Judged {
  const expected = judge.judge(witness);
  const differences = beyondNoise(old, again, fresh);
  const [source, target] = [expected.source[0], expected.target[0]];
  if (source === undefined || target === undefined) return expected;
  const [step] = witness.steps;
  const verdict =
    step === undefined ? { codes: [], left: differences } : judge.explain(step.request, source.route, differences, old);
  return {
    route: source.route,
    step: 0,
    codes: verdict.codes,
    why: [],
    differences: verdict.left.length > 0 ? verdict.left : differences,
    verdict: differences.length === 0 ? 'same' : verdict.left.length > 0 ? 'unknown' : 'known',
    source: [{ ...source, seen: old }],
    target: [{ ...target, seen: fresh }],
  };
}
